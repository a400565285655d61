using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>Soft actor-critic with automatic temperature (Haarnoja et al., arXiv 1812.05905); the defaults are that paper's.</summary>
public sealed record SacConfig : AlgorithmConfig
{
    /// <inheritdoc />
    public override string Algorithm => "sac";

    /// <summary>Adam's step size for the temperature's logarithm.</summary>
    public float TemperatureLearningRate { get; init; } = 3e-4f;

    /// <summary>The temperature alpha at the start.</summary>
    public float InitialTemperature { get; init; } = 1;

    /// <summary>Entropy that the temperature aims at; null is minus the number of action dimensions.</summary>
    public float? TargetEntropy { get; init; }

    /// <summary>Smallest log standard deviation.</summary>
    public float LogStdMin { get; init; } = -20;

    /// <summary>Largest log standard deviation.</summary>
    public float LogStdMax { get; init; } = 2;
}
