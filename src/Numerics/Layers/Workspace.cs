using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>
/// What a lane writes in a pass and nobody reads afterwards: activations of passes that keep none, gradients between layers. All passes of
/// a lane share it: the less memory an update touches, the more of it is in the second cache.
/// </summary>
public sealed class Workspace : IDisposable
{
    private readonly NativeBuffer front;
    private readonly NativeBuffer back;

    /// <summary>Allocates twice <paramref name="width"/> numbers, the most of any layer, for <paramref name="rows"/> rows.</summary>
    public Workspace(int rows, int width)
    {
        var length = checked(Bfloat16.Padded(rows) * Bfloat16.Padded(width)); // its tiles are read as a whole
        front = new NativeBuffer(length);
        back = new NativeBuffer(length);
    }

    /// <summary>Activations of even layers, or gradients; which of the two changes from layer to layer.</summary>
    public NativeView Front => front.View;

    /// <summary>Activations of odd layers, or gradients.</summary>
    public NativeView Back => back.View;

    /// <summary>Whether passes of that many rows, of layers at most that wide, find room.</summary>
    public bool Holds(int rows, int width) => front.Length >= Bfloat16.Padded(rows) * Bfloat16.Padded(width);

    /// <inheritdoc />
    public void Dispose()
    {
        front.Dispose();
        back.Dispose();
    }
}
