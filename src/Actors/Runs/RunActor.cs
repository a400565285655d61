using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.Algorithms;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// Runs a run: records its events, and has its children and its store do what <see cref="RunDecisions"/> decides. Every decision is an event in the
/// journal before it has an effect; the schedule is <see cref="RunPlan"/>'s, so that timing decides when something happens, never what.
/// A recovered run goes through the same decisions from its newest checkpoint on. What is recorded is not done again, with one exception:
/// rounds behind the checkpoint are trained again, and must come to the recorded digests.
/// </summary>
public sealed class RunActor : ReceivePersistentActor
{
    /// <summary>The actor's name in the journal of a run folder.</summary>
    public const string Id = "run";

    private readonly RunSpec spec;
    private readonly IRunStore store;
    private readonly Action<IRunNews> publish;
    private readonly RunPlan plan;
    private readonly RunChildren children;
    private readonly RecentPolicies policies = new();
    private readonly RunFiles files;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private RunState state = new();
    private RestoredState? restored;

    /// <summary>A run that begins, or goes on, when it is told <see cref="BeginRun"/>.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="runners">Where its environments live.</param>
    /// <param name="publish">Hears what those are told who watch the run; called on threads of actors, must not block.</param>
    /// <param name="stop">Ends a round of training that is under way when the system is about to terminate.</param>
    public RunActor(RunSpec spec, IRunStore store, IWorkerSource runners, Action<IRunNews> publish, CancellationToken stop)
    {
        (this.spec, this.store, this.publish) = (spec, store, publish);
        PersistenceId = store.PersistenceId(Id);
        plan = new RunPlan(spec.Config, spec.Origin?.Lineage);
        children = new RunChildren(Context, spec, store, runners, publish, stop);
        files = new RunFiles(spec, store, plan, policies, Notify);
        Recover<RunEvent>(e => state = state.Apply(e));
        Recover<RecoveryCompleted>(_ => { });
        Command<BeginRun>(_ => Begin(), _ => state.Stage == RunStage.Recovering);
        Command<ReplaySeeded>(OnSeeded, seeded => state.Expects(seeded));
        Command<LearnerTrained>(OnTrained, trained => state.Expects(trained));
        Command<LearnerDiverged>(OnDiverged, diverged => state.Expects(diverged));
        Command<IRunAnswer>(GoOn, answer => state.Expects(answer));
        Command<JournalFailed>(failed => Fail(store.Explain(failed.Cause)));
        Command<EventRejected>(rejected => Fail(RejectedEvent.Explain(rejected.Event, rejected.Cause, store)));
    }

    /// <inheritdoc />
    public override string PersistenceId { get; }

    /// <summary>Events only: all other state is in checkpoints, which are kept beside the journal.</summary>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    /// <summary>A learner or a replay buffer cannot be replaced by an empty one, and what can be repeated has been, by the workers' supervisors.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    /// <summary>A journal that cannot be written ends the run: nothing may happen that it does not remember.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        log.Error(cause, $"the journal could not be written at event {sequenceNr}");
        Context.Parent.Tell(new RunFailed(store.Explain(cause)));
    }

    /// <summary>Akka would go on without the event, whose effect would never come: the run would wait for ever.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        log.Error(cause, $"the journal rejected event {sequenceNr}");
        Fail(RejectedEvent.Explain(@event, cause, store));
    }

    /// <summary>An answer that comes twice, or to a question that was not asked, changes nothing.</summary>
    protected override void Unhandled(object message)
    {
        log.Warning($"a message out of turn is ignored: {message.GetType().Name}");
        base.Unhandled(message);
    }

    /// <summary>Nothing is trained on a journal that cannot be read whole.</summary>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Context.Parent.Tell(new RunFailed(store.Explain(reason)));

    private void Fail(Exception reason)
    {
        Context.Parent.Tell(new RunFailed(reason));
        Context.Stop(Self);
    }

    private void Begin()
    {
        restored = files.Restore(state.History, path => log.Warning($"the checkpoint {path} is damaged; an older state is used"));
        state = state.Receive(RunBegun.Of(spec, state.History, restored?.After));
        children.StartReplay(state.History, state.OnlineTrained);
        Advance();
    }

    private void OnSeeded(ReplaySeeded seeded)
    {
        if (state.Lack(seeded) is { } lack)
        {
            throw store.Explain(new InvalidDataException(lack));
        }

        var origin = restored is null ? spec.Origin : null;
        var from = restored is not null ? LearnerStart.At(restored) : origin is not null ? LearnerStart.At(origin) : null;
        var begin = children.StartOthers(seeded, from, log.Info);
        var algorithm = spec.Config.AlgorithmIn(begin.Phase);
        policies.Begin(state.OnlineTrained, TrainedPolicy.Of(algorithm, begin.State), TrainedPolicy.Judged(algorithm, begin.State), origin?.Start.Before);
        restored = null;
        GoOn(seeded);
    }

    private void OnTrained(LearnerTrained trained)
    {
        if (state.Difference(trained) is { } difference)
        {
            log.Error(difference);
            if (!spec.AcceptOtherCpu)
            {
                throw new RunFailedException(difference);
            }
        }

        files.Add(trained);
        GoOn(trained);
    }

    private void OnDiverged(LearnerDiverged diverged) => throw files.Report(diverged, state.Checkpoint);

    private void GoOn(IRunAnswer answer)
    {
        state = state.Receive(answer);
        Advance();
    }

    private void Advance()
    {
        while (state.Decide(plan) is { } step)
        {
            state = state.Begin(step);
            Start(step);
        }
    }

    private void Start(RunStep step)
    {
        switch (step)
        {
            case RunStep.Record s: Persist(s.Event, e => OnRecorded(e, s.IsNews)); break;
            case RunStep.Resume: Resume(); break;
            case RunStep.KeepCheckpoint s: files.Keep(s); break;
            case RunStep.PruneCheckpoints s: state = state.Receive(new CheckpointsPruned(s.Phase, files.Prune(s))); break;
            case RunStep.Evaluate s: children.Evaluate(s, policies.Judge(s, state.Evaluating)); break;
            case RunStep.KeepBest s: files.Keep(s); break;
            case RunStep.Collect s: children.Collect(s, s.PolicyVersion is { } version ? policies[version] : null); break;
            case RunStep.KeepPolicy: files.KeepLatest(); break;
            case RunStep.End s: Context.Parent.Tell(s.Finished); break;
            default: children.Tell(step); break;
        }
    }

    private void OnRecorded(RunEvent recorded, bool isNews)
    {
        store.CheckJournal(); // an event that no one can read again must have no effect
        log.Info(RunSentences.LogLine(recorded));
        if (isNews)
        {
            publish(recorded);
        }

        state = state.Apply(recorded);
        Advance();
    }

    private void Resume()
    {
        var history = state.History;
        files.FollowExtension(history);
        publish(new RunResumed(history.Trained, history.EvaluationsOf(plan), state.Checkpoint, history.Forked));
        if (history is { Forked: { } forked, Trained.Count: 0 })
        {
            log.Info(RunSentences.LogLine(forked)); // its event was written before there was a log
        }
    }

    private void Notify(string sentence)
    {
        log.Warning(sentence);
        publish(new RunNotice(sentence));
    }
}
