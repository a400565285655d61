using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>What CQL and Cal-QL are configured by: SAC's values without entropy in the critics' targets, and the conservative loss.</summary>
public abstract record ConservativeConfig : SoftConfig
{
    /// <summary>What the conservative loss counts beside the critics' regression (the paper's alpha).</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float ConservativeWeight { get; init; } = 5;

    /// <summary>How many critics.</summary>
    [ConfigKey(Minimum = 2, Maximum = 100, ShapesState = true)]
    public int Critics { get; init; } = 2;

    /// <summary>How many of the critics, drawn anew for every update, the least target is taken over.</summary>
    [ConfigKey(Maximum = 100)]
    public int TargetCritics { get; init; } = 2;

    /// <summary>Whether the critics' hidden layers are normalised before their ReLU (layer norm).</summary>
    [ConfigKey(ShapesState = true)]
    public bool CriticLayerNorm { get; init; }

    /// <summary>Actions of each of three kinds per transition, over which the conservative loss takes the soft maximum of Q: uniform ones, the policy's at s, and the policy's at s'.</summary>
    [ConfigKey(Maximum = 100)]
    public int ConservativeActions { get; init; } = 10;

    /// <summary>The data's action, and as many of each of the three kinds.</summary>
    public override int RowsPerTransition => 1 + 3 * ConservativeActions;

    /// <summary>Whether the critics' targets take the best of conservative-actions next actions instead of one.</summary>
    [ConfigKey]
    public bool MaxBackup { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<string> CriticNames => [.. Enumerable.Range(1, Critics).Select(number => $"q{number}")];
}
