namespace AwacAkka.Learning.Fused;

/// <summary>What the critics of an ensemble have in common.</summary>
/// <param name="LearningRate">Adam's step size.</param>
public sealed record CriticOptions(float LearningRate)
{
    /// <summary>The loss towards the targets.</summary>
    public RegressionLoss Loss { get; init; } = RegressionLosses.Squared;

    /// <summary>Whether each has a target network, <c>NAME_target.*</c>.</summary>
    public bool HasTarget { get; init; } = true;

    /// <summary>What outputs are clamped to from above, those of the target network, too; rows above it give no gradient.</summary>
    public float? UpperBound { get; init; }

    /// <summary>Whether <see cref="CriticPass.Online"/> is used: else its copy of the parameters need not be kept up after every step.</summary>
    public bool EvaluatesOnline { get; init; }
}
