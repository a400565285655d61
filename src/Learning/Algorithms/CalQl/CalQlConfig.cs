using AwacAkka.Learning.Algorithms.Cql;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.CalQl;

/// <summary>What the return of an episode counts as that does not end by itself: at a time limit, or where the data break off.</summary>
public enum CutReturn
{
    /// <summary>The rewards up to there: for rewards that are never negative, as with others it lies above what would have come.</summary>
    Stop,

    /// <summary>Those, and the last of them for ever after.</summary>
    LastReward,
}

/// <summary>
/// Cal-QL's values (Nakamoto et al., arXiv 2303.05479): CQL that pushes no value of the policy's actions below the return that the data have from there
/// on. The defaults are the authors' for binary Adroit, on networks of two layers of 256.
/// </summary>
public sealed record CalQlConfig : ConservativeConfig
{
    /// <inheritdoc />
    public override string Algorithm => "cal-ql";

    /// <summary>What the return of an episode counts as that is cut by a time limit or not yet over: the rewards up to there, for rewards that are never negative, or the last of them for ever after (the authors', of failed episodes and of kitchen).</summary>
    [ConfigKey]
    public CutReturn CutReturn { get; init; } = CutReturn.LastReward;
}
