using System.Runtime.InteropServices;

namespace AwacAkka.Numerics.Memory;

/// <summary>Zeroed single precision memory, aligned to cache lines and outside the managed heap.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;

    /// <summary>Allocates <paramref name="length"/> floats.</summary>
    public NativeBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1) * sizeof(float), Alignment);
        Span.Clear();
    }

    /// <summary>Frees the memory of a buffer that nobody disposed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>The first float.</summary>
    public float* Pointer { get; private set; }

    /// <summary>How many floats.</summary>
    public int Length { get; }

    /// <summary>All of it.</summary>
    public Span<float> Span => new(Pointer, Length);

    /// <summary>Memory for <paramref name="length"/> floats that is kept in <paramref name="buffer"/>; it grows to the most that was asked for.</summary>
    public static float* Grown(ref NativeBuffer? buffer, int length)
    {
        if (buffer is null || buffer.Length < length)
        {
            buffer?.Dispose();
            buffer = new NativeBuffer(length);
        }

        return buffer.Pointer;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
