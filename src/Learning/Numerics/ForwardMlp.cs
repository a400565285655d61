namespace AwacAkka.Learning.Numerics;

/// <summary>
/// A network's forward pass alone in single precision. Its hidden activations lie where a trained network of the same layout has its
/// gradients during a backward pass: the less memory an update touches, the more of it is in the second cache.
/// </summary>
public sealed unsafe class ForwardMlp : IForwardPass
{
    private readonly MlpShape shape;
    private readonly BlockedForward forward;
    private readonly NativeBuffer[] outputs;
    private readonly NativeBuffer output;
    private float* parameters;
    private int rows;

    /// <summary>
    /// A pass over up to <paramref name="capacity"/> rows, at most those of <paramref name="lender"/>, which must outlive it and not be at
    /// work at the same time.
    /// </summary>
    public ForwardMlp(Mlp lender, int capacity)
    {
        shape = lender.Shape;
        forward = lender.ForwardPass;
        output = new NativeBuffer(capacity * shape.Outputs);
        outputs = [.. Enumerable.Range(0, shape.Layers - 1).Select(layer => lender.Scratch[layer % 2]), output];
    }

    /// <inheritdoc />
    public Span<float> Output => new(output.Pointer, rows * shape.Outputs);

    /// <inheritdoc />
    public void Use(float* network) => parameters = network;

    /// <inheritdoc />
    public void Forward(float* x, int rowCount)
    {
        rows = rowCount;
        forward.Run(parameters, x, rows, outputs, keeps: false);
    }

    /// <inheritdoc />
    public void Dispose() => output.Dispose();
}
