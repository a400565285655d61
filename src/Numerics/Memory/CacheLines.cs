using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Numerics.Memory;

/// <summary>Hints to the processor's caches.</summary>
public static unsafe class CacheLines
{
    private const int Size = 64; // bytes

    /// <summary>
    /// Asks the memory for some elements that are wanted soon. Nothing looks at the array's length, and the array may move meanwhile: a
    /// hint cannot fault.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch<T>(T[] array, nint start, int count)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + (start * sizeof(T));
        var last = first + (count * sizeof(T)) - 1;
        for (var line = first; line < last; line += Size)
        {
            Sse.Prefetch0(line);
        }

        Sse.Prefetch0(last);
    }
}
