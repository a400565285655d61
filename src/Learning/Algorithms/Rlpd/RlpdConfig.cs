using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Rlpd;

/// <summary>
/// RLPD's values (Ball et al., arXiv 2302.02948): SAC with an ensemble of critics whose hidden layers are normalised, many critics' steps for each of
/// the policy, and half of every batch from the dataset. The defaults are the authors' code's (ikostrikov/rlpd).
/// </summary>
public record RlpdConfig : SoftConfig
{
    /// <inheritdoc />
    public override string Algorithm => "rlpd";

    /// <summary>How many critics.</summary>
    [ConfigKey(Maximum = 100, ShapesState = true)]
    public int Critics { get; init; } = 10;

    /// <summary>How many of the critics, drawn anew for every update, the least target is taken over.</summary>
    [ConfigKey(Maximum = 100)]
    public int TargetCritics { get; init; } = 2;

    /// <summary>Whether the critics' hidden layers are normalised before their ReLU (layer norm).</summary>
    [ConfigKey(ShapesState = true)]
    public bool CriticLayerNorm { get; init; } = true;

    /// <summary>Steps of the critics for each step of the policy; an update is one of the critics, so that online.updates-per-step says how many are made per environment step.</summary>
    [ConfigKey(Maximum = 1_000, ShapesState = true)] // the policy's Adam has made as many steps as that says
    public int CriticSteps { get; init; } = 20;

    /// <summary>Whether the critics' targets count the entropy of the next action.</summary>
    [ConfigKey]
    public bool EntropyBackup { get; init; } = true;

    /// <inheritdoc />
    public override IReadOnlyList<string> CriticNames => [.. Enumerable.Range(1, Critics).Select(number => $"q{number}")];

    /// <summary>Whether the policy goes up the least of all critics, in place of their mean.</summary>
    public virtual bool PolicyTakesLeast => false;

    /// <inheritdoc />
    public override float AimedEntropy(int actions) => TargetEntropy ?? -actions / 2f;

    /// <summary>Steps of the policy that a number of updates comes to.</summary>
    public long PolicySteps(long updates) => updates / CriticSteps;

    /// <summary>Whether an update is one of the policy, too.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool UpdatesPolicy(long update) => update % CriticSteps == 0;
}
