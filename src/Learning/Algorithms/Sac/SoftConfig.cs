using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>What soft actor-critic and the methods that build on it are configured by: a squashed Gaussian policy, and a temperature that aims at an entropy.</summary>
public abstract record SoftConfig : ActorCriticConfig
{
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

    /// <summary>The critics' names.</summary>
    public abstract IReadOnlyList<string> CriticNames { get; }

    /// <summary>The entropy that the temperature aims at.</summary>
    /// <param name="actions">Action dimensions.</param>
    public virtual float AimedEntropy(int actions) => TargetEntropy ?? -actions;
}
