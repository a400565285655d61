using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>Soft actor-critic with automatic temperature (Haarnoja et al., arXiv 1812.05905); the defaults are that paper's.</summary>
public sealed record SacConfig : ActorCriticConfig
{
    /// <inheritdoc />
    public override string Algorithm => "sac";

    /// <summary>Adam's step size for the temperature's logarithm.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float TemperatureLearningRate { get; init; } = 3e-4f;

    /// <summary>The temperature alpha at the start.</summary>
    [ConfigKey(NumberRange.Positive, ShapesState = true)]
    public float InitialTemperature { get; init; } = 1;

    /// <summary>Entropy that the temperature aims at; none is minus the number of action dimensions, and half as much in rlpd.</summary>
    [ConfigKey]
    public float? TargetEntropy { get; init; }

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -20;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;
}
