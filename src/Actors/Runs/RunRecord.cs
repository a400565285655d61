using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Runs;

/// <summary>What a run remembers: its events, by what they are about. A later event about the same round replaces the earlier one.</summary>
public sealed class RunRecord
{
    private readonly SortedDictionary<(RunPhase Phase, int Round), RoundTrained> trained = [];
    private readonly SortedDictionary<(RunPhase Phase, int Round), Evaluated> evaluated = [];
    private readonly SortedSet<int> opened = [];
    private readonly List<RunExtended> extensions = [];
    private readonly List<SlotQuarantined> quarantined = [];

    /// <summary>The run's identity; null where nothing is recorded.</summary>
    public RunStarted? Started { get; private set; }

    /// <summary>Where the run comes from; null where it began at the beginning.</summary>
    public RunForked? Forked { get; private set; }

    /// <summary>What was changed since, the latest last.</summary>
    public IReadOnlyList<RunExtended> Extensions => extensions;

    /// <summary>The configurations that the run has had, as canonical HOCON, the latest last.</summary>
    public IReadOnlyList<string> Configurations =>
        Started is null ? [] : [Started.Configuration, .. extensions.Select(e => e.Configuration)];

    /// <summary>Set once the offline data are in the journal.</summary>
    public Seeded? Seeded { get; private set; }

    /// <summary>What the journal no longer holds; null where it is whole.</summary>
    public ReplayPruned? Pruned { get; private set; }

    /// <summary>Set once the run is complete; an extension makes it incomplete again.</summary>
    public Finished? Finished { get; private set; }

    /// <summary>The trained rounds in their order.</summary>
    public IReadOnlyCollection<RoundTrained> Trained => trained.Values;

    /// <summary>The evaluations in the order of their rounds.</summary>
    public IReadOnlyCollection<Evaluated> Evaluations => evaluated.Values;

    /// <summary>The online rounds that were opened, in their order.</summary>
    public IReadOnlyCollection<int> Opened => opened;

    /// <summary>Whether a stream was ever begun anew.</summary>
    public bool IsQuarantined => quarantined.Count > 0;

    /// <summary>The record of those events.</summary>
    public static RunRecord Of(IEnumerable<RunEvent> events)
    {
        var record = new RunRecord();
        foreach (var runEvent in events)
        {
            record.Add(runEvent);
        }

        return record;
    }

    /// <summary>Remembers an event.</summary>
    public void Add(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case RunStarted e: Started = e; break;
            case RunForked e: Forked = e; break;
            case RunExtended e: extensions.Add(e); Finished = null; break;
            case Seeded e: Seeded = e; break;
            case RoundOpened e: opened.Add(e.Round); break;
            case RoundTrained e: trained[(e.Phase, e.Round)] = e; break;
            case Evaluated e: evaluated[(e.Phase, e.Round)] = e; break;
            case SlotQuarantined e: quarantined.Add(e); break;
            case ReplayPruned e: Pruned = e; break;
            case Finished e: Finished = e; break;
            default: throw new ArgumentException($"{runEvent.GetType().Name} is no event of a run", nameof(runEvent));
        }
    }

    /// <summary>What is recorded of a round's training; null where it has not ended.</summary>
    public RoundTrained? Training(RunPhase phase, int round) => trained.GetValueOrDefault((phase, round));

    /// <summary>
    /// The evaluations that a schedule asks for. A run is judged after its last round, which after an extension is no longer the last: what was
    /// judged only for that is left out, as a run that had been so long from the start does not have it.
    /// </summary>
    public IReadOnlyCollection<Evaluated> EvaluationsOf(RunPlan plan) => [.. evaluated.Values.Where(e => plan.Evaluates(e.Phase, e.Round))];

    /// <summary>Whether the evaluation after a round is recorded.</summary>
    public bool IsEvaluated(RunPhase phase, int round) => evaluated.ContainsKey((phase, round));

    /// <summary>Whether an online round was opened.</summary>
    public bool IsOpened(int round) => opened.Contains(round);

    /// <summary>How often a slot's stream was begun anew within a round.</summary>
    public int Quarantines(int round, uint slot) => quarantined.Count(q => q.Round == round && q.Slot == slot);

    /// <summary>
    /// Rounds after which the run can go on, the latest first. Evaluations that are missing need the policies from then on; and with a
    /// pipeline of depth 1 the next round may have to be collected with the policy before the last one.
    /// </summary>
    public IEnumerable<RoundTrained> StartingPoints(RunPlan plan)
    {
        var lastOnline = trained.Keys.Where(k => k.Phase == RunPhase.Online).Select(k => k.Round).DefaultIfEmpty(-1).Max();
        return trained.Values
            .Where(IsWithinReplay)
            .Where(t => t.Phase == RunPhase.Offline || t.Round <= lastOnline - plan.PipelineDepth)
            .Where(t => !trained.Keys.Any(k => Before(k, (t.Phase, t.Round)) && plan.Evaluates(k.Phase, k.Round) && !evaluated.ContainsKey(k)))
            .Reverse();
    }

    /// <summary>Whether the journal still holds all that the buffer held after a round.</summary>
    public bool IsWithinReplay(RoundTrained round) =>
        Pruned is null || (round.Phase == RunPhase.Online && round.Round >= Pruned.Checkpoint);

    private static bool Before((RunPhase Phase, int Round) one, (RunPhase Phase, int Round) other) => one.CompareTo(other) < 0;
}
