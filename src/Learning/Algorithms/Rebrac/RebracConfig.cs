using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Rebrac;

/// <summary>
/// ReBRAC's values (Tarasov et al., arXiv 2305.09836): TD3+BC whose policy and whose critics are kept near the data's actions by a penalty each, with
/// deeper networks and normalised critics. The defaults are the authors' for locomotion, with the penalties of halfcheetah-medium.
/// </summary>
public sealed record RebracConfig : ActorCriticConfig
{
    /// <inheritdoc />
    public override string Algorithm => "rebrac";

    /// <summary>What the squared distance of the policy's action from the data's counts in the policy's loss (the paper's beta 1).</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float PolicyPenalty { get; init; } = 0.001f;

    /// <summary>What the squared distance of the next action from the one that the data take there costs in the critics' targets (the paper's beta 2); nothing where the data's next action is not known.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float CriticPenalty { get; init; } = 0.01f;

    /// <summary>Whether the critics' hidden layers are normalised before their ReLU (layer norm).</summary>
    [ConfigKey(ShapesState = true)]
    public bool CriticLayerNorm { get; init; } = true;

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
    public float ExplorationNoise { get; init; }

    /// <summary>Updates of the policy that a number of updates comes to.</summary>
    public long PolicySteps(long updates) => updates / PolicyDelay;

    /// <summary>Whether an update is one of the policy, too.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool UpdatesPolicy(long update) => update % PolicyDelay == 0;
}
