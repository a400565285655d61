using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Brac;

/// <summary>
/// BRAC's values (Wu, Tucker and Nachum, arXiv 1911.11361), with the KL divergence in its primal form: an actor-critic whose policy is kept near an
/// explicit model of the data's behaviour. The defaults are the authors' code's (google-research, behavior_regularized_offline_rl).
/// </summary>
public sealed record BracConfig : ActorCriticConfig
{
    /// <inheritdoc />
    public override string Algorithm => "brac";

    /// <summary>What the divergence of the policy from the behaviour model counts (the paper's alpha).</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float DivergenceWeight { get; init; } = 0.1f;

    /// <summary>Actions of the policy per state, over which the divergence is estimated.</summary>
    [ConfigKey(Maximum = 100)]
    public int DivergenceActions { get; init; } = 4;

    /// <summary>Whether the divergence at the next state lowers the critics' targets, too (the paper's value penalty).</summary>
    [ConfigKey]
    public bool ValuePenalty { get; init; } = true;

    /// <summary>The first updates: in them the behaviour model clones the data, and the policy follows it without the critics. After them the model stays as it is.</summary>
    [ConfigKey(Minimum = 0)]
    public int BehaviourUpdates { get; init; } = 20_000;

    /// <summary>Adam's step size for the behaviour model, whose hidden layers are those of the policy.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float BehaviourLearningRate { get; init; } = 1e-3f;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -5;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Whether an update is one of the first.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool IsWarmUp(long update) => update <= BehaviourUpdates;
}
