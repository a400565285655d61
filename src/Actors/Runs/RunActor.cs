using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Learning.Data;
using AwacAkka.Learning.Policies;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// The run's state machine: seeding, offline rounds, online rounds, done. Every decision is an event in the journal before it has an
/// effect; the schedule is <see cref="RunPlan"/>'s, so that timing decides when something happens, never what.
/// </summary>
public sealed class RunActor : ReceivePersistentActor
{
    private readonly RunRequest request;
    private readonly RunPlan plan;
    private readonly RunCrew crew;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly OnlineRounds online = new();
    private readonly Dictionary<int, PolicySnapshot> policies = [];
    private readonly Dictionary<RunPhase, EvaluationSummary> latest = [];
    private SlotState[] slots = [];
    private ReplayBuffer? replay;
    private RoundCollected? collected;
    private IReadOnlyList<EpisodeSummary> committedEpisodes = [];
    private double committedSeconds;
    private int transitions;
    private int offlineTrained;
    private int evaluationsUnderWay;
    private string digest = string.Empty;

    /// <summary>A run that begins when it is told <see cref="BeginRun"/>.</summary>
    public RunActor(RunRequest request)
    {
        this.request = request;
        plan = new RunPlan(request.Config);
        crew = new RunCrew(Context, request);
        Recover<RunEvent>(_ => throw new InvalidOperationException("the journal already holds a run: a new run needs a new folder"));
        Command<BeginRun>(_ => Begin());
        Command<ReplaySeeded>(OnSeeded);
        Command<LearnerTrained>(OnTrained);
        Command<LearnerDiverged>(diverged => throw new RunFailedException(
            $"{diverged.Figure} is no longer finite in {diverged.Phase.ToString().ToLowerInvariant()} round {diverged.Round}, "
            + $"after {diverged.Updates} updates; the last good state is the newest checkpoint in {request.Folder.Checkpoints}"));
        Command<RoundCollected>(OnCollected);
        Command<RoundCommitted>(OnCommitted);
        Command<SlotGivenUp>(slot => Record(new SlotQuarantined(slot.Round, slot.Slot, slot.Reason), _ => { }));
        Command<Evaluated>(OnEvaluated);
        Command<Terminated>(_ => throw new RunFailedException(
            $"evaluation episodes failed more than {request.Config.Rollouts.MaxFailures} times within a minute; the log says why"));
        Context.Watch(crew.Evaluation);
    }

    /// <inheritdoc />
    public override string PersistenceId => "run";

    /// <summary>
    /// A failed evaluation is repeated. Other failures of the crew are the run's: a learner or a replay buffer cannot be replaced by
    /// an empty one.
    /// </summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        request.Config.Rollouts.MaxFailures, TimeSpan.FromMinutes(1),
        failure => failure is RolloutException ? Directive.Restart : Directive.Escalate);

    /// <summary>A journal that cannot be written ends the run: nothing may happen that it does not remember.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        log.Error(cause, $"the journal could not be written at event {sequenceNr}");
        Context.Parent.Tell(new RunFailed($"the journal {request.Folder.Journal} could not be written: {cause.Message}", cause));
    }

    private void Begin()
    {
        var started = new RunStarted(
            request.Config.ToHocon(), request.Dataset?.ContentHash() ?? string.Empty, DatasetReturn(), request.Seed,
            LearnerFactory.Fingerprint(request.Config), RunSystem.Version);
        slots = [.. Enumerable.Range(0, request.Config.Rollouts.Slots).Select(s => SlotState.Start((uint)s))];
        Record(started, _ => crew.Replay.Tell(new SeedReplay(request.Dataset?.Transitions ?? crew.NoTransitions())));
    }

    private void OnSeeded(ReplaySeeded seeded)
    {
        replay = seeded.Replay;
        transitions = seeded.Count;
        policies[0] = crew.InitialPolicy;
        Record(new Seeded(seeded.Count), _ => Advance());
    }

    /// <summary>Starts whatever may start now. Collecting and training overlap as far as the pipeline's depth allows.</summary>
    private void Advance()
    {
        if (offlineTrained < plan.OfflineRounds)
        {
            TrainOffline(offlineTrained);
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
            Record(new RoundOpened(round, plan.PolicyVersion(round), plan.RandomActions(round)), Collect);
        }

        if (online.MayTrain)
        {
            online.Training = true;
            TrainOnline(online.Trained);
        }

        if (online.Trained == plan.OnlineRounds && evaluationsUnderWay == 0)
        {
            Finish();
        }
    }

    private void TrainOffline(int round) => crew.Learner.Tell(new TrainRound(
        RunPhase.Offline, round, plan.OfflineUpdates(round), request.Config.Algorithm.OfflineBatchSize, replay!, transitions,
        plan.Checkpoint(RunPhase.Offline, round)));

    private void TrainOnline(int round) => crew.Learner.Tell(new TrainRound(
        RunPhase.Online, round, plan.OnlineUpdates(round), request.Config.Algorithm.OnlineBatchSize, replay!, transitions,
        plan.Checkpoint(RunPhase.Online, round)));

    private void Collect(RoundOpened opened)
    {
        var steps = slots.Select((_, slot) => plan.SlotSteps(opened.Round, slot)).ToArray();
        crew.Replay.Tell(new OpenRound(opened.Round, slots.Length));
        crew.Rollouts.Tell(new CollectRound(
            opened.Round, opened.RandomActions ? null : policies[opened.PolicyVersion], slots, steps));
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
        var isOnline = trained.Phase == RunPhase.Online;
        var trainedEvent = new RoundTrained(
            trained.Phase, trained.Round, trained.Updates, isOnline ? plan.StepsAfter(trained.Round) : 0, trained.Transitions,
            trained.Digest, trained.Metrics, isOnline ? committedEpisodes : [], trained.Seconds, isOnline ? committedSeconds : 0);
        if (trained.State is { } state)
        {
            crew.Checkpoints.Write(trained.Phase, trained.Round, state);
        }

        Record(trainedEvent, e =>
        {
            digest = e.Digest;
            if (isOnline)
            {
                online.Training = false;
                online.Trained = e.Round + 1;
                policies[online.Trained] = trained.Policy;
                policies.Remove(online.Trained - 2);
            }
            else
            {
                offlineTrained = e.Round + 1;
                policies[0] = trained.Policy;
            }

            if (plan.Evaluates(e.Phase, e.Round))
            {
                evaluationsUnderWay++;
                crew.Evaluation.Tell(new Evaluate(e.Phase, e.Round, trained.Policy, request.Config.Evaluation.Episodes));
            }

            Advance();
        });
    }

    private void OnEvaluated(Evaluated evaluated) => Record(evaluated, e =>
    {
        evaluationsUnderWay--;
        latest[e.Phase] = EvaluationActor.Summarise(e.Episodes);
        if (online.Trained == plan.OnlineRounds && offlineTrained == plan.OfflineRounds)
        {
            Advance();
        }
    });

    private void Finish()
    {
        crew.Checkpoints.WritePolicy(policies[online.Trained]);
        Record(
            new Finished(digest, latest.GetValueOrDefault(RunPhase.Offline), latest.GetValueOrDefault(RunPhase.Online)),
            finished => Context.Parent.Tell(finished));
    }

    private double? DatasetReturn() =>
        request.Dataset?.Returns is { Episodes: > 0 } returns ? returns.Mean : null;

    private void Record<T>(T runEvent, Action<T> then)
        where T : RunEvent => Persist(runEvent, persisted =>
        {
            log.Info(RunLogLine.Of(persisted));
            Context.System.EventStream.Publish(persisted);
            then(persisted);
        });
}

/// <summary>Starts the run.</summary>
public sealed record BeginRun;

/// <summary>The run cannot go on.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="Cause">What was thrown, if anything.</param>
public sealed record RunFailed(string Reason, Exception? Cause);
