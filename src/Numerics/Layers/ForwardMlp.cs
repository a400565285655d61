namespace AwacAkka.Numerics.Layers;

/// <summary>A network's forward pass alone in single precision.</summary>
/// <param name="shape">The network's layout.</param>
public sealed unsafe class ForwardMlp(MlpShape shape) : IForwardPass
{
    private float* parameters;

    /// <inheritdoc />
    public void Use(float* network) => parameters = network;

    /// <inheritdoc />
    public void Forward(float* x, int rows, float* y, Workspace workspace)
    {
        var (input, hidden, free) = ((nint)x, (nint)workspace.Front, (nint)workspace.Back);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var last = layer == shape.Layers - 1;
            var output = last ? y : (float*)hidden;
            LayerProducts.Forward(
                rows, shape.In(layer), shape.Out(layer), (float*)input, parameters + shape.Weight(layer), parameters + shape.Bias(layer),
                rectifies: !last, output);
            (input, hidden, free) = ((nint)output, free, hidden);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
