using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// The run's state machine: seeding, offline rounds, online rounds, done. Every decision is an event in the journal before it has an
/// effect; the schedule is <see cref="RunPlan"/>'s, so that timing decides when something happens, never what.
/// </summary>
/// <remarks>
/// A recovered run goes through the same machine from its newest checkpoint on. What is recorded is not done again, with one exception:
/// rounds behind the checkpoint are trained again, and must come to the recorded digests.
/// </remarks>
public sealed class RunActor : ReceivePersistentActor
{
    /// <summary>The actor's name in the journal.</summary>
    public const string Id = "run";

    private readonly RunRequest request;
    private readonly Action checkJournal;
    private readonly RunPlan plan;
    private readonly RunCrew crew;
    private readonly RunRecord record = new();
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly OnlineRounds online = new();
    private readonly Dictionary<int, PolicySnapshot> policies = [];
    private readonly PendingEvaluations evaluations = new();
    private readonly LearnerPast past;
    private bool begun;
    private (RunPhase Phase, int Round)? training;
    private RestoredState? restored;
    private SlotState[] slots = [];
    private ReplayBuffer? replay;
    private RoundOpened? opened;
    private RoundCollected? collected;
    private IReadOnlyList<EpisodeSummary> committedEpisodes = [];
    private double committedSeconds;
    private long dataset;
    private int transitions;
    private int offlineTrained;
    private string digest = string.Empty;

    /// <summary>A run that begins, or goes on, when it is told <see cref="BeginRun"/>.</summary>
    /// <param name="request">The run.</param>
    /// <param name="runners">Where its environments live.</param>
    /// <param name="checkJournal">Throws where the journal on disk is no longer the one that this run writes to.</param>
    /// <param name="stop">Ends a round of training that is under way when the system is about to terminate.</param>
    public RunActor(RunRequest request, IRolloutRunners runners, Action checkJournal, CancellationToken stop)
    {
        (this.request, this.checkJournal) = (request, checkJournal);
        plan = new RunPlan(request.Config, request.Origin?.Lineage);
        crew = new RunCrew(Context, request, runners, stop);
        past = new LearnerPast(request.Folder, crew.Checkpoints);
        Recover<RunEvent>(record.Add);
        Recover<RecoveryCompleted>(_ => { });
        Command<BeginRun>(_ => Begin(), _ => !begun);
        Command<ReplaySeeded>(OnSeeded, _ => begun && replay is null);
        Command<LearnerTrained>(OnTrained, trained => (trained.Phase, trained.Round) == training);
        Command<LearnerDiverged>(OnDiverged, diverged => (diverged.Phase, diverged.Round) == training);
        Command<SlotsMissing>(OnSlotsMissing, missing => missing.Round == opened?.Round);
        Command<RoundCollected>(OnCollected, round => collected is null && online.Collects(round.Round));
        Command<RoundCommitted>(OnCommitted, committed => online.Commits(committed.Round));
        Command<SlotGivenUp>(slot => Record(new SlotQuarantined(slot.Round, slot.Slot, slot.Reason), _ => { }), slot => online.Collects(slot.Round));
        Command<Evaluated>(OnEvaluated, evaluated => evaluations.Awaits(evaluated.Phase, evaluated.Round));
        Command<JournalFailed>(failed => End(JournalFaults.Explain(failed.Cause, request.Folder)));
        Command<EventRejected>(rejected => End(RejectedEvent.Explain(rejected.Event, rejected.Cause, request.Folder)));
    }

    /// <inheritdoc />
    public override string PersistenceId => Id;

    /// <summary>Events only: all other state is in checkpoints, which are files.</summary>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    /// <summary>
    /// Failures that reach the crew are the run's: a learner or a replay buffer cannot be replaced by an empty one, and what can be
    /// repeated has been, by the supervisors of the workers.
    /// </summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    /// <summary>A journal that cannot be written ends the run: nothing may happen that it does not remember.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        log.Error(cause, $"the journal could not be written at event {sequenceNr}");
        Context.Parent.Tell(new RunFailed(JournalFaults.Explain(cause, request.Folder)));
    }

    /// <summary>Akka would go on without the event, whose effect would never come: the run would wait for ever.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        log.Error(cause, $"the journal rejected event {sequenceNr}");
        End(RejectedEvent.Explain(@event, cause, request.Folder));
    }

    /// <summary>An answer that comes twice, or to a question that was not asked, changes nothing.</summary>
    protected override void Unhandled(object message)
    {
        log.Warning($"a message out of turn is ignored: {message.GetType().Name}");
        base.Unhandled(message);
    }

    /// <summary>Nothing is trained on a journal that cannot be read whole.</summary>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Context.Parent.Tell(new RunFailed(JournalFaults.Explain(reason, request.Folder)));

    private void End(Exception reason)
    {
        Context.Parent.Tell(new RunFailed(reason));
        Context.Stop(Self);
    }

    private void Begin()
    {
        begun = true;
        if (record.Forked?.Digest != request.Origin?.Lineage.Digest)
        {
            throw new RunFailedException($"the run '{request.Folder.FullPath}' is a fork, whose start is in its journal: read it as a recorded run first");
        }

        restored = crew.Checkpoints.Restore(
            record.StartingPoints(plan), path => log.Warning($"the checkpoint {path} is damaged; an older state is used"));
        if (restored is null && record.Pruned is { } pruned)
        {
            throw new RunFailedException(
                $"no checkpoint after {RunNotices.Name(RunPhase.Online, pruned.Checkpoint)} or later is left undamaged in "
                + $"'{request.Folder.Checkpoints}', and the journal no longer holds what came before; bring one back from a copy");
        }

        crew.StartReplay(record, StartRound);
        if (record.Started is not null)
        {
            Extend();
            return;
        }

        Record(
            new RunStarted(
                request.Config.ToHocon(), request.Dataset?.ContentHash() ?? string.Empty, request.DataReturn, request.Seed,
                LearnerFactory.Fingerprint(request.Config), RunSystem.Version),
            _ => Seed());
    }

    /// <summary>The online round to go on with.</summary>
    private int StartRound => restored is { After: { Phase: RunPhase.Online, Round: var round } } ? round + 1 : request.Origin?.Lineage.Round ?? 0;

    private void Extend()
    {
        if (request.Extension is { } changes)
        {
            Record(
                new RunExtended(request.Config.ToHocon(), changes, RunSystem.Version),
                e =>
                {
                    record.Add(e);
                    GoOn();
                });
        }
        else
        {
            GoOn();
        }
    }

    /// <summary>
    /// The files follow an extension when it is recorded. After a kill between the two they are one configuration behind, and are brought up to
    /// it here.
    /// </summary>
    private void GoOn()
    {
        if (record is { Started: { } started, Extensions.Count: > 0 })
        {
            request.Folder.WriteConfig(request.Config, started.Seed, started.DatasetHash.Length > 0 ? started.DatasetHash : null);
            crew.Checkpoints.RestoreBestPolicy(plan);
        }

        Context.System.EventStream.Publish(new RunResumed(record.Trained, record.EvaluationsOf(plan), restored?.After, record.Forked));
        if (record.Forked is { } forked && record.Trained.Count == 0)
        {
            log.Info(RunLogLine.Of(forked)); // its event was written before there was a log
        }

        Seed();
    }

    private void Seed() => crew.Replay.Tell(
        new SeedReplay(record.Seeded is null ? request.Dataset?.Transitions ?? crew.NoTransitions() : null));

    private void OnSeeded(ReplaySeeded seeded)
    {
        replay = seeded.Replay;
        transitions = seeded.Count;
        dataset = request.Origin?.Lineage.Appended ?? record.Seeded?.Transitions ?? seeded.Count;
        slots = [.. seeded.Ends.Select((end, slot) => end ?? SlotState.Start((uint)slot))];
        var state = restored?.State ?? request.Origin?.Start.State ?? crew.InitialState(replay, log.Info);
        crew.StartOthers(state);
        RestorePosition(seeded.Rounds, TrainedPolicy.Of(request.Config.Algorithm, state));
        if (record.Seeded is null)
        {
            Record(new Seeded(seeded.Count), _ => Advance());
        }
        else
        {
            Advance();
        }
    }

    /// <summary>Sets the counters to where the restored state stands; without one, to the beginning.</summary>
    private void RestorePosition(int rounds, PolicySnapshot policy)
    {
        foreach (var evaluated in record.EvaluationsOf(plan))
        {
            evaluations.Complete(evaluated);
        }

        (online.Committed, online.Trained) = (rounds, rounds);
        policies[rounds] = policy;
        var expected = restored?.After.Transitions ?? record.Seeded?.Transitions ?? transitions;
        if (transitions != expected || rounds != StartRound)
        {
            throw JournalFaults.Damaged(
                request.Folder,
                $"it lacks transitions, as the replay buffer should hold {expected} after {rounds} online rounds, but holds {transitions}",
                null);
        }

        if (request.Origin is var (lineage, start))
        {
            (digest, offlineTrained) = (lineage.Digest, plan.OfflineRounds);
            if (restored is null && start.Before is { } before)
            {
                policies[rounds - 1] = before;
            }
        }

        if (restored?.After is not { } after)
        {
            return;
        }

        digest = after.Digest;
        offlineTrained = after.Phase == RunPhase.Online ? plan.OfflineRounds : after.Round + 1;
        EvaluateAfter(after.Phase, after.Round, policy);
    }

    /// <summary>Starts whatever may start now. Collecting and training overlap as far as the pipeline's depth allows.</summary>
    private void Advance()
    {
        if (offlineTrained < plan.OfflineRounds)
        {
            Train(RunPhase.Offline, offlineTrained);
            return;
        }

        if (collected is not null && !online.Training)
        {
            crew.Replay.Tell(new CommitRound(collected.Round));
            (committedEpisodes, committedSeconds) = (collected.Episodes, collected.Seconds);
            slots = [.. collected.Ends];
            collected = null;
            online.Committing = true;
        }

        if (online.MayCollect(plan))
        {
            online.Collecting = true;
            var round = online.Committed;
            opened = new RoundOpened(round, plan.PolicyVersion(round), plan.RandomActions(round));
            if (record.IsOpened(round))
            {
                crew.Replay.Tell(new OpenRound(round));
            }
            else
            {
                Record(opened, e => crew.Replay.Tell(new OpenRound(e.Round)));
            }
        }

        if (online.MayTrain)
        {
            online.Training = true;
            Train(RunPhase.Online, online.Trained);
        }

        if (online.Trained == plan.OnlineRounds && evaluations.None)
        {
            Finish();
        }
    }

    private void Train(RunPhase phase, int round)
    {
        training = (phase, round);
        crew.Learner.Tell(new TrainRound(
            phase, round, plan.Updates(phase, round), plan.BatchSize(phase), replay!, transitions, plan.Checkpoint(phase, round)));
    }

    /// <summary>Has the slots collected that the journal does not hold: all of them, unless the run was stopped within the round.</summary>
    private void OnSlotsMissing(SlotsMissing missing)
    {
        var (round, version, randomActions) = opened!;
        opened = null;
        SlotState[] starts = [.. missing.Slots.Select(slot => Start(round, slot))];
        int[] steps = [.. missing.Slots.Select(slot => plan.SlotSteps(round, (int)slot))];
        crew.Rollouts.Tell(new CollectRound(round, randomActions ? null : policies[version], starts, steps));
    }

    private SlotState Start(int round, uint slot)
    {
        var start = slots[slot];
        for (var i = record.Quarantines(round, slot); i > 0; i--)
        {
            start = start.Quarantined();
        }

        return start;
    }

    private void OnCollected(RoundCollected round)
    {
        collected = round;
        Advance();
    }

    private void OnCommitted(RoundCommitted committed)
    {
        (online.Collecting, online.Committing) = (false, false);
        online.Committed = committed.Round + 1;
        transitions = committed.Count;
        Advance();
    }

    private void OnTrained(LearnerTrained trained)
    {
        training = null;
        var recorded = record.Training(trained.Phase, trained.Round);
        if (recorded is not null && (recorded.Digest, recorded.Transitions) != (trained.Digest, trained.Transitions))
        {
            var difference = RunNotices.Difference(recorded, trained);
            log.Error(difference);
            recorded = request.AcceptOtherCpu ? null : throw new RunFailedException(difference);
        }

        if (trained.State is { } state)
        {
            checkJournal(); // a checkpoint would make the folder anew where that is gone
            Report(crew.Checkpoints.Missing());
            crew.Checkpoints.Write(trained.Phase, trained.Round, state);
            crew.Checkpoints.WritePolicy(trained.Policy);
        }

        if (recorded is not null)
        {
            GoOnAfter(trained);
            return;
        }

        var isOnline = trained.Phase == RunPhase.Online;
        Record(
            new RoundTrained(
                trained.Phase, trained.Round, trained.Updates, isOnline ? plan.StepsAfter(trained.Round) : 0, trained.Transitions,
                trained.Digest, trained.Metrics, isOnline ? committedEpisodes : [], trained.Seconds, isOnline ? committedSeconds : 0),
            _ => GoOnAfter(trained),
            report: record.Training(trained.Phase, trained.Round) is null); // a corrected round has its row already
    }

    private void OnDiverged(LearnerDiverged diverged)
    {
        checkJournal();
        throw past.Report(diverged, restored);
    }

    private void GoOnAfter(LearnerTrained trained)
    {
        digest = trained.Digest;
        past.Remember(trained);
        if (trained.State is not null)
        {
            Prune(trained.Phase);
        }

        if (trained.Phase == RunPhase.Online)
        {
            online.Training = false;
            online.Trained = trained.Round + 1;
            policies[online.Trained] = trained.Policy;
            policies.Remove(online.Trained - 2);
        }
        else
        {
            offlineTrained = trained.Round + 1;
            policies[0] = trained.Policy;
        }

        EvaluateAfter(trained.Phase, trained.Round, trained.Policy);
        Advance();
    }

    /// <summary>Drops what no recovery needs: checkpoints, and transitions that were overwritten before the oldest checkpoint that stays.</summary>
    private void Prune(RunPhase phase)
    {
        var oldest = crew.Checkpoints.Prune(phase, needed: evaluations.Oldest(phase));
        if (phase == RunPhase.Online && evaluations.Oldest(RunPhase.Offline) is null && !request.Config.Replay.KeepHistory
            && plan.Overwritten(oldest, dataset) is { } pruned && pruned.FirstRound > (record.Pruned?.FirstRound ?? ChunkStored.OfflineRound))
        {
            Record(pruned, e =>
            {
                record.Add(e);
                crew.Replay.Tell(new ForgetRounds(e.FirstRound));
            });
        }
    }

    private void EvaluateAfter(RunPhase phase, int round, PolicySnapshot policy)
    {
        if (plan.Evaluates(phase, round) && !record.IsEvaluated(phase, round))
        {
            evaluations.Add(phase, round, policy);
            crew.Evaluation.Tell(new Evaluate(phase, round, policy, request.Config.Evaluation.Episodes));
        }
    }

    /// <summary>Files that vanished from under the run cost nothing that it needs to go on, but someone should know.</summary>
    private void Report(IReadOnlyList<string> missing)
    {
        foreach (var file in missing)
        {
            var notice = new RunNotice($"'{file}', which this run has written, was removed by another program; see that nothing cleans the run's folder");
            log.Warning(notice.Sentence);
            Context.System.EventStream.Publish(notice);
        }
    }

    private void OnEvaluated(Evaluated evaluated)
    {
        if (evaluations.Improvement(evaluated) is { } policy)
        {
            checkJournal();

            // Before the event: once it is recorded, the policy is not judged again.
            crew.Checkpoints.WriteBestPolicy(policy, plan.EvaluatesAsLast(evaluated.Phase, evaluated.Round) ? (evaluated.Phase, evaluated.Round) : null);
        }

        Record(evaluated, e =>
        {
            evaluations.Complete(e);
            if (online.Trained == plan.OnlineRounds && offlineTrained == plan.OfflineRounds)
            {
                Advance();
            }
        });
    }

    private void Finish()
    {
        checkJournal();
        Report(crew.Checkpoints.Missing());
        crew.Checkpoints.WritePolicy(policies[online.Trained]);
        Record(new Finished(digest, evaluations.Latest(RunPhase.Offline), evaluations.Latest(RunPhase.Online)), finished => Context.Parent.Tell(finished));
    }

    private void Record<T>(T runEvent, Action<T> then, bool report = true)
        where T : RunEvent => Persist(runEvent, persisted =>
        {
            checkJournal(); // an event that no one can read again must have no effect
            log.Info(RunLogLine.Of(persisted));
            if (report)
            {
                Context.System.EventStream.Publish(persisted);
            }

            then(persisted);
        });
}
