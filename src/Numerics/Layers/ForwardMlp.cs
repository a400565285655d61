using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>A network's forward pass alone in single precision.</summary>
/// <param name="shape">The network's layout.</param>
public sealed unsafe class ForwardMlp(MlpShape shape) : IForwardPass
{
    private NativeView network;

    /// <inheritdoc />
    public void Use(NativeView parameters) => network = parameters;

    /// <inheritdoc />
    public void Forward(NativeView x, int rows, Span<float> y, Workspace workspace)
    {
        fixed (float* to = y)
        {
            var (input, hidden, free) = (x, workspace.Front, workspace.Back);
            for (var layer = 0; layer < shape.Layers; layer++)
            {
                var last = layer == shape.Layers - 1;
                var output = last ? new NativeView(to, y.Length) : hidden;
                if (shape.IsNormalised(layer))
                {
                    ForwardNormalised(layer, input, output, rows);
                }
                else
                {
                    LayerProducts.Forward(
                        rows, shape.In(layer), shape.Out(layer), input, shape.WeightOf(network, layer), shape.BiasOf(network, layer),
                        rectifies: !last, output);
                }

                (input, hidden, free) = (output, free, hidden);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private void ForwardNormalised(int layer, NativeView input, NativeView output, int rows)
    {
        var width = shape.Out(layer);
        LayerProducts.ForwardUnrectified(
            rows, shape.In(layer), width, input, shape.WeightOf(network, layer), shape.BiasOf(network, layer), output);
        LayerNormKernels.Forward(
            output, shape.GainOf(network, layer), shape.ShiftOf(network, layer), normalised: default, scales: default, output, rows, width);
    }
}
