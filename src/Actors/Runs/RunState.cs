using System.Collections.Immutable;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Collecting;

namespace AwacAkka.Actors.Runs;

/// <summary>What a run is at.</summary>
internal enum RunStage
{
    /// <summary>Its events are read.</summary>
    Recovering,

    /// <summary>It records with what it begins.</summary>
    Beginning,

    /// <summary>The replay buffer is being filled.</summary>
    Seeding,

    /// <summary>Rounds are collected, trained on and judged.</summary>
    Rounds,

    /// <summary>It is complete.</summary>
    Ended,
}

/// <summary>
/// A run as a value: what it remembers, and what it has started and not been answered yet. It changes by events, which recovery applies as running
/// does; by answers, which are not remembered; and by steps, which are under way from then on. <see cref="RunDecisions"/> says what comes next.
/// </summary>
internal sealed record RunState
{
    /// <summary>What the journal holds.</summary>
    public RunHistory History { get; private init; } = RunHistory.Empty;

    /// <summary>What the run is at.</summary>
    public RunStage Stage { get; private init; }

    /// <summary>Whether it has told what it goes on from, or need not as it is new.</summary>
    public bool IsAnnounced { get; private init; }

    /// <summary>An event that an answer asks to record.</summary>
    public RunEvent? Unrecorded { get; private init; }

    /// <summary>The event that is on its way into the journal.</summary>
    public RunEvent? Recording { get; private init; }

    /// <summary>Whether the policy file is written that must be there before the next event.</summary>
    public bool IsPolicyKept { get; private init; }

    /// <summary>The round after which the learner's weights are; null at the weights that the run began with.</summary>
    public RoundTrained? After { get; private init; }

    /// <summary>The round whose checkpoint the run went on from; null where it began at its beginning.</summary>
    public RoundTrained? Checkpoint { get; private init; }

    /// <summary>The round that is being trained.</summary>
    public (RunPhase Phase, int Round)? Training { get; private init; }

    /// <summary>A round that was trained and is not recorded.</summary>
    public LearnerTrained? Learned { get; private init; }

    /// <summary>A round whose checkpoint is not written.</summary>
    public (RunPhase Phase, int Round)? Unkept { get; private init; }

    /// <summary>The phase that has a new checkpoint, and may have one too many.</summary>
    public RunPhase? Unpruned { get; private init; }

    /// <summary>The round of the oldest checkpoint of the online phase; null until old ones were removed.</summary>
    public int? OldestCheckpoint { get; private init; }

    /// <summary>The first online round that the journal was told to keep; <see cref="ChunkStored.OfflineRound"/> where it keeps all.</summary>
    public int FirstKept { get; private init; } = ChunkStored.OfflineRound;

    /// <summary>Rounds whose policies are being judged.</summary>
    public ImmutableSortedSet<(RunPhase Phase, int Round)> Evaluating { get; private init; } = [];

    /// <summary>Online rounds that are in the buffer: the number of the round that is collected next.</summary>
    public int Committed { get; private init; }

    /// <summary>How far the slots of that round are.</summary>
    public SlotStage Slots { get; private init; } = new SlotStage.Waiting();

    /// <summary>Where each stream stands behind the rounds in the buffer.</summary>
    public IReadOnlyList<SlotState> Ends { get; private init; } = [];

    /// <summary>What the last round in the buffer came to; null where none came to it since the run was begun or resumed.</summary>
    public RoundCollected? LastCommitted { get; private init; }

    /// <summary>Transitions in the buffer.</summary>
    public int Transitions { get; private init; }

    /// <summary>Transitions that went into the buffer before the first round.</summary>
    public long Dataset => History.Forked?.Appended ?? History.Seeded?.Transitions ?? Transitions;

    /// <summary>SHA-256 of the learner's state; empty before the first round.</summary>
    public string Digest => After?.Digest ?? History.Forked?.Digest ?? string.Empty;

    /// <summary>Offline rounds behind the learner's weights.</summary>
    public int OfflineTrained(RunPlan plan) => After switch
    {
        { Phase: RunPhase.Offline, Round: var round } => round + 1,
        null when History.Forked is null => 0,
        _ => plan.OfflineRounds,
    };

    /// <summary>Online rounds behind the learner's weights.</summary>
    public int OnlineTrained => After is { Phase: RunPhase.Online, Round: var round } ? round + 1 : History.Forked?.Round ?? 0;

    /// <summary>The highest mean return of the recorded evaluations.</summary>
    public double Best(RunPlan plan) =>
        History.EvaluationsOf(plan).Aggregate(double.NegativeInfinity, (best, evaluated) => Math.Max(best, MeanReturn(evaluated)));

    /// <summary>The last recorded evaluation of a phase; null where there is none.</summary>
    public EvaluationSummary? Latest(RunPlan plan, RunPhase phase) =>
        History.EvaluationsOf(plan).LastOrDefault(e => e.Phase == phase) is { } evaluated ? EvaluationSummary.Of(evaluated.Episodes) : null;

    /// <summary>The mean return of an evaluation.</summary>
    public static double MeanReturn(Evaluated evaluated) => EvaluationSummary.Of(evaluated.Episodes).MeanReturn;

    /// <summary>What the journal lacks, in half a sentence, where the filled buffer is not that of the weights to go on with; else null.</summary>
    public string? Lack(ReplaySeeded seeded)
    {
        var expected = After?.Transitions ?? History.Seeded?.Transitions ?? seeded.Count;
        return seeded.Count == expected && seeded.Rounds == OnlineTrained ? null
            : $"it lacks transitions, as the replay buffer should hold {expected} of {OnlineTrained} online rounds and before, but holds {seeded.Count} of {seeded.Rounds}";
    }

    /// <summary>What is other than recorded in a round that was trained again, as a sentence; null where nothing is.</summary>
    public string? Difference(LearnerTrained trained) =>
        History.Training(trained.Phase, trained.Round) is { } recorded && !IsSame(recorded, trained) ? RunSentences.Difference(recorded, trained) : null;

    /// <summary>Whether an answer is to a step that is under way. One that comes twice, or to no question, is not expected.</summary>
    public bool Expects(IRunAnswer answer) => answer switch
    {
        RunBegun => Stage == RunStage.Recovering,
        ReplaySeeded => Stage == RunStage.Seeding,
        RoundOutcome outcome => (outcome.Phase, outcome.Round) == Training,
        SlotsMissing missing => missing.Round == Committed && Slots is SlotStage.Opened { Missing: null },
        SlotQuarantined slot => slot.Round == Committed && Slots is SlotStage.Opened or SlotStage.Running,
        RoundCollected round => round.Round == Committed && Slots is SlotStage.Opened or SlotStage.Running,
        RoundCommitted round => round.Round == Committed && Slots is SlotStage.Committing,
        Evaluated evaluated => Evaluating.Contains((evaluated.Phase, evaluated.Round)),
        CheckpointsPruned => Stage == RunStage.Rounds,
        _ => false,
    };

    /// <summary>The state once the journal holds an event.</summary>
    public RunState Apply(RunEvent runEvent)
    {
        var state = this with { History = History.With(runEvent), Recording = null, Unrecorded = null, IsPolicyKept = false };
        return runEvent switch
        {
            RoundTrained trained => state with { After = trained, Learned = null },
            Evaluated evaluated => state with { Evaluating = Evaluating.Remove((evaluated.Phase, evaluated.Round)) },
            _ => state,
        };
    }

    /// <summary>The state once an answer has come that is expected.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public RunState Receive(IRunAnswer answer) => (answer, Slots) switch
    {
        _ when !Expects(answer) => throw new ArgumentException($"{answer.GetType().Name} is not expected", nameof(answer)),
        (RunBegun begun, _) => this with
        {
            Stage = RunStage.Beginning,
            Unrecorded = begun.First,
            IsAnnounced = History.Started is null,
            Checkpoint = begun.Checkpoint,
            After = begun.Checkpoint,
            FirstKept = History.Pruned?.FirstRound ?? ChunkStored.OfflineRound,
        },
        (ReplaySeeded seeded, _) => this with
        {
            Stage = RunStage.Rounds,
            Committed = seeded.Rounds,
            Transitions = seeded.Count,
            Ends = [.. seeded.Ends.Select((end, slot) => end ?? SlotState.Start((uint)slot))],
        },
        (LearnerTrained trained, _) => Receive(trained),
        (SlotsMissing missing, _) => this with { Slots = new SlotStage.Opened(missing.Slots) },
        (RoundCollected round, _) => this with { Slots = new SlotStage.Collected(round) },
        (RoundCommitted round, SlotStage.Committing(var collected)) => this with
        {
            Committed = round.Round + 1,
            Transitions = round.Count,
            Slots = new SlotStage.Waiting(),
            Ends = collected.Ends,
            LastCommitted = collected,
        },
        (CheckpointsPruned pruned, _) => this with { OldestCheckpoint = pruned.Phase == RunPhase.Online ? pruned.Oldest : null },
        (RunEvent runEvent, _) => this with { Unrecorded = runEvent },
        _ => throw new ArgumentException($"a run does not go on after {answer.GetType().Name}", nameof(answer)),
    };

    /// <summary>The state once a step is under way.</summary>
    public RunState Begin(RunStep step) => (step, Slots) switch
    {
        (RunStep.Record record, _) => this with { Recording = record.Event },
        (RunStep.Resume, _) => this with { IsAnnounced = true },
        (RunStep.Seed, _) => this with { Stage = RunStage.Seeding },
        (RunStep.Train train, _) => this with { Training = (train.Phase, train.Round) },
        (RunStep.KeepCheckpoint checkpoint, _) => this with { Unkept = null, Unpruned = checkpoint.Phase },
        (RunStep.PruneCheckpoints, _) => this with { Unpruned = null },
        (RunStep.Forget forget, _) => this with { FirstKept = forget.Before },
        (RunStep.Evaluate evaluate, _) => this with { Evaluating = Evaluating.Add((evaluate.Phase, evaluate.Round)) },
        (RunStep.KeepBest or RunStep.KeepPolicy, _) => this with { IsPolicyKept = true },
        (RunStep.Open, _) => this with { Slots = new SlotStage.Opened() },
        (RunStep.Collect, _) => this with { Slots = new SlotStage.Running() },
        (RunStep.Commit, SlotStage.Collected(var collected)) => this with { Slots = new SlotStage.Committing(collected) },
        (RunStep.End, _) => this with { Stage = RunStage.Ended },
        _ => throw new ArgumentException($"the step {step.GetType().Name} cannot begin now", nameof(step)),
    };

    /// <summary>A round that comes to what is recorded is not recorded again: the weights are those after it.</summary>
    private RunState Receive(LearnerTrained trained)
    {
        var state = this with { Training = null, Unkept = trained.State is null ? null : (trained.Phase, trained.Round) };
        return History.Training(trained.Phase, trained.Round) is { } recorded && IsSame(recorded, trained)
            ? state with { After = recorded }
            : state with { Learned = trained };
    }

    private static bool IsSame(RoundTrained recorded, LearnerTrained again) =>
        (recorded.Digest, recorded.Transitions) == (again.Digest, again.Transitions);
}
