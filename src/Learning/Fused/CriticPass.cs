using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Fused;

/// <summary>Which of a critic's forward passes.</summary>
public enum CriticPassKind
{
    /// <summary>The trained network in single precision; activations are kept for a step or an input gradient.</summary>
    Trained,

    /// <summary>The trained network in the learner's precision; nothing is kept.</summary>
    Online,

    /// <summary>The target network in the learner's precision; nothing is kept.</summary>
    Target,
}

/// <summary>A forward pass of the critics of an ensemble, see <see cref="CriticEnsemble.Evaluate"/>.</summary>
/// <param name="Kind">Which network.</param>
/// <param name="Inputs">Rows of (s, a) or of s.</param>
/// <param name="Outputs">An array per critic for a number per row, or for a number for each choice of a row; with fewer arrays than critics, only the first critics take part, and without an array a critic does not.</param>
public readonly record struct CriticPass(CriticPassKind Kind, NativeView Inputs, float[]?[] Outputs)
{
    /// <summary>Of critics of choices the one whose value is wanted, an index per row; null where the values of all are, [rows, choice].</summary>
    public float[]? Choices { get; init; }

    /// <summary>By the trained networks, with activations kept: what a step or an input gradient refers to.</summary>
    public static CriticPass Trained(NativeView inputs, float[][] outputs) => new(CriticPassKind.Trained, inputs, outputs);

    /// <summary>By the trained networks, for a value that no gradient goes through. Needs <see cref="CriticOptions.EvaluatesOnline"/>.</summary>
    public static CriticPass Online(NativeView inputs, float[][] outputs) => new(CriticPassKind.Online, inputs, outputs);

    /// <summary>By the target networks. Needs <see cref="CriticOptions.HasTarget"/>.</summary>
    public static CriticPass Target(NativeView inputs, float[]?[] outputs) => new(CriticPassKind.Target, inputs, outputs);
}
