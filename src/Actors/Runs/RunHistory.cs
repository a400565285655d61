using System.Collections.Immutable;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Runs;

/// <summary>What a run remembers: its events, by what they are about. A later event about the same round replaces the earlier one.</summary>
public sealed record RunHistory
{
    private ImmutableSortedDictionary<(RunPhase Phase, int Round), RoundTrained> Rounds { get; init; } =
        ImmutableSortedDictionary<(RunPhase Phase, int Round), RoundTrained>.Empty;

    private ImmutableSortedDictionary<(RunPhase Phase, int Round), Evaluated> Judged { get; init; } =
        ImmutableSortedDictionary<(RunPhase Phase, int Round), Evaluated>.Empty;

    private ImmutableSortedSet<int> OpenedRounds { get; init; } = [];

    private ImmutableDictionary<(int Round, uint Slot), int> Quarantined { get; init; } = ImmutableDictionary<(int Round, uint Slot), int>.Empty;

    /// <summary>A run of which nothing is recorded.</summary>
    public static RunHistory Empty { get; } = new();

    /// <summary>The run's identity; null where nothing is recorded.</summary>
    public RunStarted? Started { get; private init; }

    /// <summary>Where the run comes from; null where it began at the beginning.</summary>
    public RunForked? Forked { get; private init; }

    /// <summary>What was changed since, the latest last.</summary>
    public ImmutableList<RunExtended> Extensions { get; private init; } = [];

    /// <summary>The configurations that the run has had, as canonical HOCON, the latest last.</summary>
    public IReadOnlyList<string> Configurations =>
        Started is null ? [] : [Started.Configuration, .. Extensions.Select(e => e.Configuration)];

    /// <summary>Set once the offline data are in the journal.</summary>
    public Seeded? Seeded { get; private init; }

    /// <summary>
    /// Transitions of the dataset among those that went into the buffer, the first. A fork that an earlier version made does not say: there it is all
    /// that it began with.
    /// </summary>
    public long OfflineTransitions => Forked is { } forked ? forked.Dataset ?? forked.Appended : Seeded?.Transitions ?? 0;

    /// <summary>What the journal no longer holds; null where it is whole.</summary>
    public ReplayPruned? Pruned { get; private init; }

    /// <summary>Set once the run is complete; an extension makes it incomplete again.</summary>
    public Finished? Finished { get; private init; }

    /// <summary>The trained rounds in their order.</summary>
    public IReadOnlyCollection<RoundTrained> Trained => [.. Rounds.Values];

    /// <summary>The evaluations in the order of their rounds.</summary>
    public IReadOnlyCollection<Evaluated> Evaluations => [.. Judged.Values];

    /// <summary>The online rounds that were opened, in their order.</summary>
    public IReadOnlyCollection<int> Opened => OpenedRounds;

    /// <summary>Whether a stream was ever begun anew.</summary>
    public bool IsQuarantined => !Quarantined.IsEmpty;

    /// <summary>The history that those events make.</summary>
    public static RunHistory Of(IEnumerable<RunEvent> events) => events.Aggregate(Empty, (history, e) => history.With(e));

    /// <summary>The history with one event more.</summary>
    /// <exception cref="ArgumentException">It is no event of a run.</exception>
    public RunHistory With(RunEvent runEvent) => runEvent switch
    {
        RunStarted e => this with { Started = e },
        RunForked e => this with { Forked = e },
        RunExtended e => this with { Extensions = Extensions.Add(e), Finished = null },
        Seeded e => this with { Seeded = e },
        RoundOpened e => this with { OpenedRounds = OpenedRounds.Add(e.Round) },
        RoundTrained e => this with { Rounds = Rounds.SetItem((e.Phase, e.Round), e) },
        Evaluated e => this with { Judged = Judged.SetItem((e.Phase, e.Round), e) },
        SlotQuarantined e => this with { Quarantined = Quarantined.SetItem((e.Round, e.Slot), Quarantines(e.Round, e.Slot) + 1) },
        ReplayPruned e => this with { Pruned = e },
        Finished e => this with { Finished = e },
        _ => throw new ArgumentException($"{runEvent.GetType().Name} is no event of a run", nameof(runEvent)),
    };

    /// <summary>What is recorded of a round's training; null where it has not ended.</summary>
    public RoundTrained? Training(RunPhase phase, int round) => Rounds.GetValueOrDefault((phase, round));

    /// <summary>
    /// The evaluations that a schedule asks for, in the order of their rounds. A run is judged after its last round, which after an extension is
    /// no longer the last: what was judged only for that is left out, as a run that had been so long from the start does not have it.
    /// </summary>
    public IReadOnlyCollection<Evaluated> EvaluationsOf(RunPlan plan) => [.. Judged.Values.Where(e => plan.Evaluates(e.Phase, e.Round))];

    /// <summary>Whether the evaluation after a round is recorded.</summary>
    public bool IsEvaluated(RunPhase phase, int round) => Judged.ContainsKey((phase, round));

    /// <summary>Whether an online round was opened.</summary>
    public bool IsOpened(int round) => OpenedRounds.Contains(round);

    /// <summary>How often a slot's stream was begun anew within a round.</summary>
    public int Quarantines(int round, uint slot) => Quarantined.GetValueOrDefault((round, slot));

    /// <summary>
    /// Rounds after which the run can go on, the latest first. Evaluations that are missing need the policies from then on; and with a
    /// pipeline of depth 1 the next round may have to be collected with the policy before the last one.
    /// </summary>
    public IEnumerable<RoundTrained> StartingPoints(RunPlan plan)
    {
        var lastOnline = Rounds.Keys.Where(k => k.Phase == RunPhase.Online).Select(k => k.Round).DefaultIfEmpty(-1).Max();
        (RunPhase Phase, int Round)[] missing = [.. Rounds.Keys.Where(k => plan.Evaluates(k.Phase, k.Round) && !Judged.ContainsKey(k)).Take(1)];
        return Rounds.Values
            .Where(IsWithinReplay)
            .Where(t => t.Phase == RunPhase.Offline || t.Round <= lastOnline - plan.PipelineDepth)
            .Where(t => missing is not [var first] || (t.Phase, t.Round).CompareTo(first) <= 0)
            .Reverse();
    }

    /// <summary>Whether the journal still holds all that the buffer held after a round.</summary>
    public bool IsWithinReplay(RoundTrained round) =>
        Pruned is null || (round.Phase == RunPhase.Online && round.Round >= Pruned.Checkpoint);
}
