using AwacAkka.Data.Transitions;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Training;

/// <summary>Standard normals, or uniform numbers, that an update needs for each transition of its batch. Each has an address of its own, so that a new one changes no other.</summary>
/// <param name="Name">Name in messages and golden files.</param>
/// <param name="Purpose">Its address.</param>
/// <param name="Samples">Rows of an action's width per transition.</param>
public sealed record Draw(string Name, DrawPurpose Purpose, int Samples = 1)
{
    /// <summary>Whether its numbers are uniform on (-1, 1) and not standard normals.</summary>
    public bool IsUniform { get; init; }

    /// <summary>For a' ~ pi(.|s') in the critics' targets.</summary>
    public static Draw NextAction { get; } = new("next_action", DrawPurpose.NextAction);

    /// <summary>For the action sampled at s.</summary>
    public static Draw CurrentAction { get; } = new("current_action", DrawPurpose.CurrentAction);
}

/// <summary>How much of a batch comes from the dataset, once there are collected transitions, too.</summary>
/// <param name="Start">The share at the beginning, 0 to 1.</param>
/// <param name="End">The share after <paramref name="Steps"/>.</param>
/// <param name="Steps">Collected transitions over which it moves from one to the other, in even steps.</param>
public sealed record OfflineShare(float Start, float End, int Steps)
{
    /// <summary>Transitions of a batch that are the dataset's, to the nearest.</summary>
    /// <param name="size">The batch.</param>
    /// <param name="collected">Transitions that were ever collected.</param>
    public int RowsOf(int size, long collected)
    {
        var moved = Math.Min(1, (double)collected / Steps);
        return (int)Math.Floor(size * (Start + moved * ((double)End - Start)) + 0.5);
    }
}

/// <summary>Some of an ensemble's critics, drawn anew for every update.</summary>
/// <param name="Of">How many critics there are.</param>
/// <param name="Size">How many are drawn, each once.</param>
public sealed record CriticChoice(int Of, int Size)
{
    /// <summary>What is wrong with the numbers, a sentence; empty where nothing is.</summary>
    public static IEnumerable<string> Refusals(int critics, int targetCritics) => targetCritics > critics
        ? [$"algorithm.target-critics ({targetCritics}) must not be above algorithm.critics ({critics})"]
        : [];
}

/// <summary>
/// What an on-policy update of the online phase is given: all transitions of the newest round, by slot and in order of time, and nothing older. Without
/// collected transitions, as in the offline phase, batches are drawn as ever.
/// </summary>
/// <param name="Demonstrations">
/// Transitions of the dataset that follow them: so many are drawn for every update, or all are taken, where there are no more.
/// </param>
public sealed record FreshRound(int Demonstrations = 0);

/// <summary>What an update is given: which transitions, which noise, and what becomes of rewards. Transitions are drawn with replacement.</summary>
/// <param name="Draws">The noise.</param>
/// <param name="RewardScale">What rewards are multiplied by.</param>
/// <param name="RewardShift">What is added to them then.</param>
public sealed record BatchPlan(IReadOnlyList<Draw> Draws, float RewardScale = 1, float RewardShift = 0)
{
    /// <summary>How much of a batch comes from the dataset; null where all that the buffer holds is as likely.</summary>
    public OfflineShare? Share { get; init; }

    /// <summary>Whole rounds in place of draws, for what learns from its newest policy's steps alone; null for all others.</summary>
    public FreshRound? Fresh { get; init; }

    /// <summary>Columns from the episodes around the transitions.</summary>
    public BatchColumns Columns { get; init; }

    /// <summary>Most rewards that a return adds up; 0 is all to the episode's end.</summary>
    public int ReturnSteps { get; init; }

    /// <summary>Steps whose rewards the critics' targets add up: rewards, successors and discounts are those of so many (n-step returns).</summary>
    public int TargetSteps { get; init; } = 1;

    /// <summary>All columns from the episodes.</summary>
    public BatchColumns AllColumns => TargetSteps > 1 ? Columns | BatchColumns.Steps : Columns;

    /// <summary>Discount factor of returns.</summary>
    public float Discount { get; init; } = 1;

    /// <summary>Whether nothing is worth anything after a termination.</summary>
    public bool MaskTerminals { get; init; } = true;

    /// <summary>Which critics' targets count in an update; null where all do.</summary>
    public CriticChoice? Choice { get; init; }

    /// <summary>The plan of an algorithm whose rewards are scaled and shifted, and whose transitions are mixed, as configured.</summary>
    public static BatchPlan Of(ValueConfig config, params IReadOnlyList<Draw> draws) => new(draws, config.RewardScale, config.RewardShift)
    {
        Share = config.OfflineShare is { } share ? new(share, config.OfflineShareEnd ?? share, config.OfflineShareSteps) : null,
        Discount = config.Gamma,
        MaskTerminals = config.MaskTerminals,
    };

    /// <summary>The same of an algorithm whose critics' targets go on with a value after some steps.</summary>
    public static BatchPlan Of(BootstrapConfig config, params IReadOnlyList<Draw> draws) =>
        Of((ValueConfig)config, draws) with { TargetSteps = config.ReturnSteps };

    /// <summary>The plan of an on-policy algorithm: one update per online round, on all of its transitions.</summary>
    /// <param name="config">Its rewards' scale and shift, and how they are discounted.</param>
    /// <param name="fresh">What an update is given.</param>
    /// <param name="draws">The noise.</param>
    public static BatchPlan OnPolicy(ValueConfig config, FreshRound fresh, params IReadOnlyList<Draw> draws) =>
        Of(config, draws) with { Share = null, Fresh = fresh, Columns = BatchColumns.Succession };

    /// <summary>Room for a batch of it.</summary>
    /// <param name="capacity">Most transitions.</param>
    /// <param name="dimensions">The task's sizes.</param>
    public TransitionBatch NewBatch(int capacity, Dimensions dimensions) => new(capacity, dimensions.Observation, dimensions.Action, AllColumns);
}
