using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>
/// A network's forward pass with bfloat16 products: weights are rounded once per <see cref="Use"/>, activations after every layer;
/// sums and biases are in single precision. Rows do not depend on each other, so a batch may be split anywhere.
/// </summary>
public sealed unsafe class Bfloat16Mlp : IForwardPass
{
    private readonly MlpShape shape;
    private readonly NativeBuffer[] weights;
    private readonly NativeBuffer weight; // of one layer, in single precision
    private float* parameters;

    /// <summary>Allocates weights.</summary>
    /// <exception cref="PlatformNotSupportedException">The processor has no AMX tiles for bfloat16.</exception>
    public Bfloat16Mlp(MlpShape shape)
    {
        if (!IsSupported)
        {
            throw new PlatformNotSupportedException("bfloat16 products need a processor with AMX tiles (amx_bf16 in /proc/cpuinfo).");
        }

        this.shape = shape;
        weights = new NativeBuffer[shape.Layers];
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            weights[layer] = Bfloat16.Allocate(shape.Out(layer), shape.In(layer));
        }

        weight = new NativeBuffer(Enumerable.Range(0, shape.Layers).Max(layer => shape.Out(layer) * shape.In(layer)));
    }

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Bfloat16.IsSupported;

    /// <inheritdoc />
    /// <remarks>Biases are read by every pass, so the parameters must outlive it.</remarks>
    public void Use(float* network)
    {
        parameters = network;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var (inputs, outputs) = (shape.In(layer), shape.Out(layer));
            WeightLayout.ToRows(outputs, inputs, parameters + shape.Weight(layer), weight.Span);
            Bfloat16.Weights(outputs, inputs, weight.Pointer, (ushort*)weights[layer].Pointer);
        }
    }

    /// <inheritdoc />
    public void Forward(float* x, int rows, float* y, Workspace workspace)
    {
        var input = (ushort*)workspace.Front;
        var hidden = (ushort*)workspace.Back;
        Bfloat16.Activations(rows, shape.Inputs, x, input);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var last = layer == shape.Layers - 1;
            Bfloat16.Layer(
                rows, shape.Out(layer), shape.In(layer), input, (ushort*)weights[layer].Pointer, parameters + shape.Bias(layer),
                last ? null : hidden, last ? y : null);
            var free = input;
            input = hidden;
            hidden = free;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach(weights, layer => layer.Dispose());
        weight.Dispose();
    }
}
