using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Reinforce;

/// <summary>REINFORCE's values (Williams, Machine Learning 1992): the gradient of the log density of what was done, weighted by what came of it.</summary>
public sealed record ReinforceConfig : BaselineConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "reinforce";

    /// <summary>Whether a learned value V(s) is subtracted from the rewards-to-go, which leaves the gradient's mean as it is and makes it less noisy.</summary>
    [ConfigKey(ShapesState = true)]
    public bool Baseline { get; init; } = true;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -5;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation.Linear, StandardDeviation.Clamped, LogStdMin, LogStdMax);
}
