using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Abm;

/// <summary>
/// ABM's values (Siegel et al., arXiv 2002.08396), improved by MPO: a prior clones what was better than the policy in the data, and the policy moves from
/// that prior towards larger values within a bound. No code of the authors is public: see the preset for which numbers are whose.
/// </summary>
public sealed record AbmConfig : ActorCriticConfig
{
    /// <inheritdoc />
    public override string Algorithm => "abm";

    /// <summary>Rewards of the episode that an advantage counts before the value of the state that they lead to (the paper's N).</summary>
    [ConfigKey(Maximum = 1_000)]
    public int AdvantageSteps { get; init; } = 10;

    /// <summary>Actions of the policy, or of the prior, over which a state's value is estimated, and among which the prior's actions are weighed.</summary>
    [ConfigKey(Maximum = 100)]
    public int ActionSamples { get; init; } = 20;

    /// <summary>As many actions as the critics see of a transition at most.</summary>
    public override int RowsPerTransition => ActionSamples;

    /// <summary>The divergence KL of the improved policy from the prior that is allowed (the paper's epsilon).</summary>
    [ConfigKey(NumberRange.Positive)]
    public float PriorDivergence { get; init; } = 0.1f;

    /// <summary>Adam's step size for the prior, whose hidden layers are those of the policy.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float PriorLearningRate { get; init; } = 3e-4f;

    /// <summary>The temperature eta of the prior's actions at the start: larger stays closer to the prior.</summary>
    [ConfigKey(NumberRange.Positive, ShapesState = true)]
    public float InitialEta { get; init; } = 1;

    /// <summary>Adam's step size for the logarithm of eta.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float EtaLearningRate { get; init; } = 1e-2f;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -5;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;
}
