using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Bc;

/// <summary>
/// Values of behaviour cloning: maximum likelihood of the dataset's actions, argmax E[log pi(a|s)], under a Gaussian whose deviation does not depend on
/// the state. The policy has AWAC's form, so AWAC with all weights 1 is this.
/// </summary>
public sealed record BcConfig : AlgorithmConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "bc";

    /// <summary>How the policy's mean leaves the network.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public MeanActivation MeanActivation { get; init; } = MeanActivation.Tanh;

    /// <summary>The form of the policy's free standard deviation.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public StandardDeviation StandardDeviation { get; init; } = StandardDeviation.Sigmoid;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public float LogStdMin { get; init; } = -6;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public float LogStdMax { get; init; }

    /// <summary>Adam's L2 term for the policy, added to the gradient of every policy parameter.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float PolicyWeightDecay { get; init; } = 1e-4f;

    /// <summary>How initial weights are drawn.</summary>
    [ConfigKey(ShapesState = true)]
    public Initialisation Initialisation { get; init; } = Initialisation.Rlkit;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation, StandardDeviation, LogStdMin, LogStdMax);
}
