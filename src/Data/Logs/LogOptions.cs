using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>How a log of experience is to be read.</summary>
public sealed record LogOptions
{
    /// <summary>Numbers per observation that the environment has, if known; others are refused.</summary>
    public int? ObservationDimension { get; init; }

    /// <summary>Numbers per action that the environment has, if known; others are refused.</summary>
    public int? ActionDimension { get; init; }

    /// <summary>Whether an import stores the environment's rewards instead of the log's; a terminal row without its true successor keeps the log's.</summary>
    public bool RecomputeRewards { get; init; }

    /// <summary>The key that rewards are read from, where a log has several kinds.</summary>
    public string RewardsKey { get; init; } = Logs.LogKeys.Rewards;

    /// <summary>
    /// The arrays that side by side make an observation, such as <c>observations</c> and <c>infos/goal</c>; null for <c>observations</c>
    /// alone. Stored successors are not read then: they lack what the other arrays have.
    /// </summary>
    public IReadOnlyList<string>? ObservationKeys { get; init; }

    /// <summary>What the log is of, if known.</summary>
    public LoggedTask? Task { get; init; }

    /// <summary>What its actions are measured in.</summary>
    public ActionUnits ActionUnits { get; init; }

    /// <summary>Whether actions beyond their box are clipped to it.</summary>
    public bool ClipActions { get; init; }

    /// <summary>The columns that make an observation; null for all.</summary>
    public ColumnRanges? ObservationColumns { get; init; }

    /// <summary>
    /// Whether the learner cuts the bootstrap at terminals. Where it does not, a terminal row needs its true successor, and one that
    /// has none stored is left out.
    /// </summary>
    public bool MaskTerminals { get; init; } = true;

    /// <summary>
    /// Whether a terminal at the time limit's step stays one where timeouts are not stored or the log is a pickle, as versions up to 0.4
    /// read it; for runs that they began.
    /// </summary>
    public bool KeepTerminalsAtLimit { get; init; }
}

/// <summary>What an environment says of its logs.</summary>
/// <param name="Id">Its id, for sentences.</param>
/// <param name="Box">Its own action box; null where actions are no bounded box.</param>
/// <param name="TimeLimit">Steps after which an episode is cut; null for none.</param>
public sealed record LoggedTask(string Id, ActionBox? Box, int? TimeLimit)
{
    /// <summary>How many choices there are, of which an action is the index; null where actions are none.</summary>
    public int? Choices { get; init; }
}
