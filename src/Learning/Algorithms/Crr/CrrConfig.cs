using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Crr;

/// <summary>How an advantage becomes the weight of the likelihood (the paper's f).</summary>
public enum CrrFilter
{
    /// <summary>min(exp(A / lambda), weight-max).</summary>
    Exp,

    /// <summary>1 where A is above 0, else 0.</summary>
    Binary,
}

/// <summary>
/// CRR's values (Wang et al., arXiv 2006.15134): likelihood of the data's actions, filtered by their advantage over the policy's mean value. The
/// defaults are acme's and d3rlpy's, with a Gaussian policy whose deviation does not depend on the state.
/// </summary>
public sealed record CrrConfig : ActorCriticConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "crr";

    /// <summary>How an advantage becomes the weight of the likelihood: its bounded exponential, or 1 where it is above 0.</summary>
    [ConfigKey]
    public CrrFilter Filter { get; init; }

    /// <summary>The Lagrange multiplier lambda (beta in some implementations): larger is closer to cloning.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float Lambda { get; init; } = 1;

    /// <summary>Upper bound of a weight under exp.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float WeightMax { get; init; } = 20;

    /// <summary>Actions of the policy per transition, whose mean value is V(s).</summary>
    [ConfigKey(Maximum = 6)] // each is a pass of the critic beside two others, and FusedCrr's ensemble makes eight at a time
    public int ValueActions { get; init; } = 4;

    /// <summary>Updates between two moves of critic and policy into their targets, each by tau.</summary>
    [ConfigKey(Maximum = 1_000_000)]
    public int TargetPeriod { get; init; } = 100;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -5;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation.Tanh, StandardDeviation.Clamped, LogStdMin, LogStdMax);

    /// <summary>Whether the targets move in an update.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool MovesTargets(long update) => update % TargetPeriod == 0;
}
