using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Layers;

/// <summary>A network's forward pass alone, in whatever precision. Several threads may be in it, each with a workspace of its own.</summary>
public interface IForwardPass : IDisposable
{
    /// <summary>Takes the parameters, laid out by <see cref="MlpShape"/>, as they are now: call it again when they have changed.</summary>
    void Use(NativeView parameters);

    /// <summary>The outputs y [rows, outputs] for x [rows, inputs], with the parameters of the last <see cref="Use"/>.</summary>
    void Forward(NativeView x, int rows, Span<float> y, Workspace workspace);

    /// <summary>A pass in a precision; in single precision where hidden layers are normalised.</summary>
    static IForwardPass Create(Precision precision, MlpShape shape) =>
        precision == Precision.Bfloat16 && !shape.HasLayerNorm ? new Bfloat16Mlp(shape) : new ForwardMlp(shape);
}
