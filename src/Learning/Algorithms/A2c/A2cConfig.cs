using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.A2c;

/// <summary>
/// Values of the advantage actor-critic (Mnih et al. 2016), in its synchronous form: one step per round, on all its steps. The defaults are
/// Stable-Baselines3's, with Adam in place of RMSprop.
/// </summary>
public sealed record A2cConfig : ValueConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "a2c";

    /// <summary>The lambda of generalised advantages: 0 is one step and V, 1 all rewards of the round.</summary>
    [ConfigKey(NumberRange.Proportion)]
    public float GaeLambda { get; init; } = 1;

    /// <summary>Whether a round's advantages are shifted and scaled to mean 0 and standard deviation 1.</summary>
    [ConfigKey]
    public bool StandardiseAdvantages { get; init; }

    /// <summary>Weight of the critic's squared distance in the loss.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float ValueCoefficient { get; init; } = 0.5f;

    /// <summary>Weight of the policy's entropy in the loss, which keeps it exploring.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float EntropyCoefficient { get; init; }

    /// <summary>Largest norm of the gradient, policy and critic together; a longer one is scaled down to it.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float GradientNormMax { get; init; } = 0.5f;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -5;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation.Linear, StandardDeviation.Clamped, LogStdMin, LogStdMax);
}
