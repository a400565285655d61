using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>What CQL and Cal-QL are configured by: SAC's values without entropy in the critics' targets, and the conservative loss.</summary>
public abstract record ConservativeConfig : ActorCriticConfig
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
    public IReadOnlyList<string> CriticNames => [.. Enumerable.Range(1, Critics).Select(number => $"q{number}")];
}

/// <summary>
/// CQL's values (Kumar et al., arXiv 2006.04779), CQL(H): SAC whose critics are pushed down on actions that the data do not take. The defaults are
/// those of young-geng/CQL, which others build on.
/// </summary>
public sealed record CqlConfig : ConservativeConfig
{
    /// <inheritdoc />
    public override string Algorithm => "cql";
}
