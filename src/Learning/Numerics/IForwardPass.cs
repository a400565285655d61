namespace AwacAkka.Learning.Numerics;

/// <summary>A network's forward pass alone, in whatever precision.</summary>
public unsafe interface IForwardPass : IDisposable
{
    /// <summary>The last pass's outputs, [rows, outputs].</summary>
    Span<float> Output { get; }

    /// <summary>Takes the parameters, laid out by <see cref="MlpShape"/>, as they are now: call it again when they have changed.</summary>
    void Use(float* network);

    /// <summary>The outputs for x [rows, inputs], with the parameters of the last <see cref="Use"/>.</summary>
    void Forward(float* x, int rowCount);

    /// <summary>A pass over up to <paramref name="capacity"/> rows, on the thread that <paramref name="trained"/> of the same layout works on.</summary>
    static IForwardPass Create(Precision precision, Mlp trained, int capacity) =>
        precision == Precision.Bfloat16 ? new Bfloat16Mlp(trained.Shape, capacity) : new ForwardMlp(trained, capacity);
}
