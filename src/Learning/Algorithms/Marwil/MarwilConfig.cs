using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Marwil;

/// <summary>
/// MARWIL's values (Wang et al., NeurIPS 2018): likelihood of the data's actions, weighted by their Monte-Carlo advantages over a value function that is
/// fitted to the data's returns. Nothing is bootstrapped, but where the data break off. The defaults are RLlib's, with batches of 256.
/// </summary>
public sealed record MarwilConfig : ValueConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "marwil";

    /// <summary>The inverse temperature beta of the policy's weights exp(beta A): near 0 is cloning.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float Beta { get; init; } = 1;

    /// <summary>Upper bound of a weight under exp.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float WeightMax { get; init; } = 20;

    /// <summary>The mean squared advantage at the start, by whose root advantages are divided.</summary>
    [ConfigKey(NumberRange.Positive, ShapesState = true)]
    public float SquaredAdvantage { get; init; } = 100;

    /// <summary>Share of a batch's mean squared advantage that moves into the running one at every update.</summary>
    [ConfigKey(NumberRange.Share)]
    public float SquaredAdvantageRate { get; init; } = 1e-8f;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -5;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation.Tanh, StandardDeviation.Clamped, LogStdMin, LogStdMax);
}
