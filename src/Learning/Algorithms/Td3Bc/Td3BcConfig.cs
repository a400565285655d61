using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Td3Bc;

/// <summary>
/// TD3+BC (Fujimoto and Gu, arXiv 2106.06860): TD3, arXiv 1802.09477, whose policy is kept near the data's actions. The defaults are the authors'
/// code's (sfujim/TD3_BC).
/// </summary>
public sealed record Td3BcConfig : ActorCriticConfig
{
    /// <inheritdoc />
    public override string Algorithm => "td3-bc";

    /// <summary>How much Q counts in the policy's loss beside the distance to the data's actions: that is lambda = alpha / mean |Q|.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float Alpha { get; init; } = 2.5f;

    /// <summary>Updates of the critics for each of the policy and of all targets.</summary>
    [ConfigKey(Maximum = 1_000, ShapesState = true)] // the policy's Adam has made as many steps as that says
    public int PolicyDelay { get; init; } = 2;

    /// <summary>Standard deviation of what is added to the target policy's action in the critics' targets.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float TargetNoise { get; init; } = 0.2f;

    /// <summary>The most that is added there.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float TargetNoiseClip { get; init; } = 0.5f;

    /// <summary>Standard deviation of what is added to the policy's action when it collects online; evaluations add nothing.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float ExplorationNoise { get; init; } = 0.1f;

    /// <summary>Updates of the policy that a number of updates comes to.</summary>
    public long PolicySteps(long updates) => updates / PolicyDelay;

    /// <summary>Whether an update is one of the policy, too.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool UpdatesPolicy(long update) => update % PolicyDelay == 0;
}
