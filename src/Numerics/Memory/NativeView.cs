using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AwacAkka.Numerics.Memory;

/// <summary>
/// Some floats of a <see cref="NativeBuffer"/> or of a pinned array: an address that knows its length and, unlike a span, may be kept in a
/// field. It does not own them: whoever holds a view keeps the buffer or the array alive. Bounds are asserted in debug builds.
/// The default value is no memory, for what is optional.
/// </summary>
public readonly unsafe struct NativeView
{
    private readonly float* first;

    /// <summary><paramref name="length"/> floats from <paramref name="first"/> on.</summary>
    internal NativeView(float* first, int length)
    {
        Debug.Assert(length >= 0 && (first != null || length == 0), "a view of no memory has no floats");
        this.first = first;
        Length = length;
    }

    /// <summary>How many floats.</summary>
    public int Length { get; }

    /// <summary>Whether this is no memory at all.</summary>
    public bool IsNone => first == null;

    /// <summary>The same floats as a span.</summary>
    public Span<float> Span => new(first, Length);

    /// <summary>The first float, for kernels; that they stay within <see cref="Length"/> is theirs to assert.</summary>
    internal float* Pointer => first;

    /// <summary>One float.</summary>
    public ref float this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)index < (uint)Length, "the index lies outside the view");
            return ref first[index];
        }
    }

    /// <summary>A whole array, which must be pinned: <c>GC.AllocateArray(length, pinned: true)</c>.</summary>
    public static NativeView OfPinned(float[] pinned) =>
        new((float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned)), pinned.Length);

    /// <summary><paramref name="count"/> floats from number <paramref name="start"/> on.</summary>
    public NativeView Slice(int start, int count)
    {
        Debug.Assert(start >= 0 && count >= 0 && start <= Length - count, "the slice lies outside the view");
        return new NativeView(first + start, count);
    }

    /// <summary>Rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of a matrix of that width.</summary>
    public NativeView Rows(int start, int count, int width) => Slice(start * width, count * width);
}
