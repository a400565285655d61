using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Iql;

/// <summary>IQL's values (Kostrikov et al., arXiv 2110.06169). The defaults are the authors' own for locomotion; see <see cref="IqlPresets"/>.</summary>
public sealed record IqlConfig : ActorCriticConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "iql";

    /// <summary>Adam's step size for the value function, whose hidden layers are those of the critics.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float ValueLearningRate { get; init; } = 3e-4f;

    /// <summary>The expectile of the target critics' values that V(s) is fitted to (the paper's tau): 0.5 is their mean, near 1 their maximum.</summary>
    [ConfigKey(NumberRange.Inside)]
    public float Expectile { get; init; } = 0.7f;

    /// <summary>The inverse temperature beta of the policy's weights exp(beta A): near 0 is cloning.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float Beta { get; init; } = 3;

    /// <summary>Upper bound of a weight under exp.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float WeightMax { get; init; } = 100;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey(ForBoxAlone = true)]
    public float LogStdMin { get; init; } = -5;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey(ForBoxAlone = true)]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation.Tanh, StandardDeviation.Clamped, LogStdMin, LogStdMax);
}
