using System.Runtime.InteropServices;

namespace AwacAkka.Numerics.Memory;

/// <summary>Zeroed single precision memory, aligned to cache lines and outside the managed heap.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;
    private float* first;

    /// <summary>Allocates <paramref name="length"/> floats.</summary>
    public NativeBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        first = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1) * sizeof(float), Alignment);
        Span.Clear();
    }

    /// <summary>Frees the memory of a buffer that nobody disposed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>How many floats.</summary>
    public int Length { get; }

    /// <summary>All of it.</summary>
    public Span<float> Span => View.Span;

    /// <summary>All of it, valid until the buffer is disposed.</summary>
    public NativeView View => new(first, first == null ? 0 : Length);

    /// <summary>The first float, for kernels.</summary>
    internal float* Pointer => first;

    /// <summary><paramref name="count"/> floats from number <paramref name="start"/> on, valid until the buffer is disposed.</summary>
    public NativeView Slice(int start, int count) => View.Slice(start, count);

    /// <summary>Memory for <paramref name="length"/> floats that is kept in <paramref name="buffer"/>; it grows to the most that was asked for.</summary>
    public static NativeView Grown(ref NativeBuffer? buffer, int length)
    {
        if (buffer is null || buffer.Length < length)
        {
            buffer?.Dispose();
            buffer = new NativeBuffer(length);
        }

        return buffer.Slice(0, length);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(first);
        first = null;
    }
}
