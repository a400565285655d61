using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Awr;

/// <summary>
/// AWR's values (Peng et al., arXiv 1910.00177): likelihood of the replayed actions, weighted by their exponentiated advantages, which are returns less
/// a value function. The defaults are the authors' code's (xbpeng/awr), with Adam in place of momentum.
/// </summary>
public sealed record AwrConfig : ValueConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "awr";

    /// <summary>The Lagrange multiplier lambda (beta in some implementations): larger is closer to cloning.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float Lambda { get; init; } = 1;

    /// <summary>Upper bound of a weight under exp.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float WeightMax { get; init; } = 20;

    /// <summary>Steps of the policy for each step of the value function; an update is one of the policy.</summary>
    [ConfigKey(Maximum = 1_000, ShapesState = true)] // the value function's Adam has made as many steps as that says
    public int ValueInterval { get; init; } = 5;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -5;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation.Tanh, StandardDeviation.Clamped, LogStdMin, LogStdMax);

    /// <summary>Steps of the value function that a number of updates comes to.</summary>
    public long ValueSteps(long updates) => updates / ValueInterval;

    /// <summary>Whether an update is one of the value function, too.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool UpdatesValue(long update) => update % ValueInterval == 0;
}
