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
                LayerProducts.Forward(
                    rows, shape.In(layer), shape.Out(layer), input, shape.WeightOf(network, layer), shape.BiasOf(network, layer),
                    rectifies: !last, output);
                (input, hidden, free) = (output, free, hidden);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
