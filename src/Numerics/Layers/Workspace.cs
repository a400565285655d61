using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>
/// What a thread writes in a pass and nobody reads afterwards: activations of passes that keep none, gradients between layers. All passes of
/// a thread have it in common: the less memory an update touches, the more of it is in the second cache.
/// </summary>
public sealed unsafe class Workspace : IDisposable
{
    private readonly NativeBuffer front;
    private readonly NativeBuffer back;

    /// <summary>Allocates twice <paramref name="width"/> numbers, the most of any layer, for <paramref name="rows"/> rows.</summary>
    public Workspace(int rows, int width)
    {
        var length = Bfloat16.Padded(rows) * Bfloat16.Padded(width); // its tiles are read as a whole
        front = new NativeBuffer(length);
        back = new NativeBuffer(length);
    }

    /// <summary>One of the two.</summary>
    public float* Front => front.Pointer;

    /// <summary>The other.</summary>
    public float* Back => back.Pointer;

    /// <inheritdoc />
    public void Dispose()
    {
        front.Dispose();
        back.Dispose();
    }
}
