using System.Diagnostics;
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
    private NativeView network;

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
    public void Use(NativeView parameters)
    {
        network = parameters;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var (inputs, outputs) = (shape.In(layer), shape.Out(layer));
            WeightLayout.ToRows(outputs, inputs, shape.WeightOf(network, layer), weight.Span);
            Bfloat16.Weights(outputs, inputs, weight.Pointer, (ushort*)weights[layer].Pointer);
        }
    }

    /// <inheritdoc />
    public void Forward(NativeView x, int rows, Span<float> y, Workspace workspace)
    {
        Debug.Assert(x.Length >= rows * shape.Inputs && y.Length >= rows * shape.Outputs, "x [rows, inputs] or y [rows, outputs] is too short");
        Debug.Assert(workspace.Holds(rows, shape.MaxWidth), "the workspace is too small");
        var input = (ushort*)workspace.Front.Pointer;
        var hidden = (ushort*)workspace.Back.Pointer;
        Bfloat16.Activations(rows, shape.Inputs, x.Pointer, input);
        fixed (float* to = y)
        {
            for (var layer = 0; layer < shape.Layers; layer++)
            {
                var last = layer == shape.Layers - 1;
                Bfloat16.Layer(
                    rows, shape.Out(layer), shape.In(layer), input, (ushort*)weights[layer].Pointer, shape.BiasOf(network, layer).Pointer,
                    last ? null : hidden, last ? to : null);
                var free = input;
                input = hidden;
                hidden = free;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach(weights, layer => layer.Dispose());
        weight.Dispose();
    }
}
