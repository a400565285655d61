using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>
/// The reward that an environment would have paid, actions being as policies see them, in [-1, 1]; not a number where that cannot be told
/// of this transition.
/// </summary>
public delegate double RewardOf(ReadOnlySpan<float> observation, ReadOnlySpan<float> action, ReadOnlySpan<float> successor);

/// <summary>How stored rewards compare with recomputed ones.</summary>
/// <param name="Different">Transitions whose rewards differ by more than a thousandth (of the reward, where it is larger than 1).</param>
/// <param name="First">The first of them.</param>
/// <param name="Stored">Its stored reward.</param>
/// <param name="Computed">Its recomputed reward.</param>
public sealed record RewardSurvey(long Different, long First, double Stored, double Computed);

/// <summary>Transitions that show a defect.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">The first of them; without meaning where there is none.</param>
public readonly record struct Sightings(long Count, long First)
{
    /// <summary>One more, unless it is none.</summary>
    public Sightings Plus(bool seen, long row) => !seen ? this : Count == 0 ? new(1, row) : this with { Count = Count + 1 };
}

/// <summary>All that is to be told of a log before something is learned from it.</summary>
public sealed record LogFindings
{
    /// <summary>What its actions were measured in.</summary>
    public required ActionReading Actions { get; init; }

    /// <summary>How ends were worked out that are not stored; null where they are.</summary>
    public string? EndsNote { get; init; }

    /// <summary>Terminal rows that were left out because they lack a successor and terminals are not masked.</summary>
    public int DroppedTerminals { get; init; }

    /// <summary>Action components outside [-1, 1], after scaling and before any clipping.</summary>
    public long ActionsOutsideBox { get; init; }

    /// <summary>Whether these are then clipped.</summary>
    public bool Clipped { get; init; }

    /// <summary>Transitions that end in a terminal state.</summary>
    public long Terminals { get; init; }

    /// <summary>Transitions after which the episode was cut.</summary>
    public long Timeouts { get; init; }

    /// <summary>Transitions that are said to be both.</summary>
    public long Both { get; init; }

    /// <summary>Terminal transitions whose successor is their own observation, since none was stored; their rewards are not compared.</summary>
    public long OwnSuccessors { get; init; }

    /// <summary>Whether the environment's rewards take the place of the log's, but for <see cref="OwnSuccessors"/>.</summary>
    public bool RewardsRecomputed { get; init; }

    /// <summary>Steps after which the environment cuts an episode; null where there is no limit or none is known.</summary>
    public int? TimeLimit { get; init; }

    /// <summary>Terminal rows of the log at exactly the time limit's step, where no row at all is timed out.</summary>
    public Sightings TerminalsAtLimit { get; init; }

    /// <summary>Episodes of the log of more steps than the time limit, by their first row.</summary>
    public Sightings LongEpisodes { get; init; }

    /// <summary>Transitions without an end whose stored successor is not the next row's observation.</summary>
    public Sightings UnmarkedEnds { get; init; }

    /// <summary>Transitions with an end whose stored successor is the next row's observation.</summary>
    public Sightings EarlyEnds { get; init; }

    /// <summary>Mean reward of the transitions.</summary>
    public double MeanReward { get; init; }

    /// <summary>How many rewards would differ if actions were in the other units that fit them; null where nothing else fits or tells.</summary>
    public long? DifferentInOtherUnits { get; init; }

    /// <summary>The comparison of rewards, where they can be recomputed.</summary>
    public RewardSurvey? Rewards { get; init; }
}
