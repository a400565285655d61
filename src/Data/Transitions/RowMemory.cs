using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Data.Transitions;

/// <summary>
/// Reading single rows at random places of large columns. Nothing here looks at an array's length: it lies on a page of its own, which
/// would have to be fetched as well.
/// </summary>
internal static class RowMemory
{
    /// <summary>One row of a column; that it lies within the column is the caller's business.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<T> Row<T>(T[] column, int row, int width) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(column), (nint)row * width), width);

    /// <summary>
    /// Copies a row over another of the same length in whole vectors, of which the last may overlap the one before: for so few numbers
    /// the call of a general copy costs more than the copy.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ReadOnlySpan<float> row, Span<float> destination)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(destination[..row.Length]);
        if (row.Length >= Vector256<float>.Count)
        {
            var last = (nuint)(row.Length - Vector256<float>.Count);
            for (nuint i = 0; i < last; i += (nuint)Vector256<float>.Count)
            {
                Vector256.LoadUnsafe(ref from, i).StoreUnsafe(ref to, i);
            }

            Vector256.LoadUnsafe(ref from, last).StoreUnsafe(ref to, last);
        }
        else if (row.Length >= Vector128<float>.Count)
        {
            Vector128.LoadUnsafe(ref from).StoreUnsafe(ref to);
            var last = (nuint)(row.Length - Vector128<float>.Count);
            Vector128.LoadUnsafe(ref from, last).StoreUnsafe(ref to, last);
        }
        else
        {
            for (var i = 0; i < row.Length; i++)
            {
                destination[i] = row[i];
            }
        }
    }

    /// <summary>Asks the memory for a row that is wanted soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch<T>(T[] column, int row, int width)
        where T : unmanaged => CacheLines.Prefetch(column, (nint)row * width, width);
}
