using Akka.Actor;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Registry;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Runs;

/// <summary>The actors under a run: first the one that has the data, then those that need them. Tells them what a <see cref="RunStep"/> asks for.</summary>
internal sealed class RunChildren
{
    private readonly IActorContext context;
    private readonly RunSpec spec;
    private readonly IRunStore store;
    private readonly IWorkerSource runners;
    private readonly Action<IRunNews> publish;
    private readonly CancellationToken stop;
    private readonly TrainingSetup setup;
    private IActorRef? replay;
    private Workers? workers;

    public RunChildren(
        IActorContext context, RunSpec spec, IRunStore store, IWorkerSource runners, Action<IRunNews> publish, CancellationToken stop)
    {
        (this.context, this.spec, this.store) = (context, spec, store);
        (this.runners, this.publish, this.stop) = (runners, publish, stop);
        setup = TrainingSetup.Of(spec.Config, spec.Seed);
    }

    private IActorRef Replay => replay ?? throw new InvalidOperationException("the replay actor was told something before it was started");

    private Workers Started => workers ?? throw new InvalidOperationException("an actor was told something before the replay buffer was filled");

    /// <summary>Makes the replay actor, whose buffer holds the online rounds before <paramref name="startRound"/> once it is recovered.</summary>
    /// <param name="history">What the run remembers.</param>
    /// <param name="startRound">The online round to go on with.</param>
    public void StartReplay(RunHistory history, int startRound)
    {
        var (buffer, slots, origin) = (setup.EmptyReplay(history), spec.Config.Rollouts.Slots, spec.Origin);
        var persistenceId = store.PersistenceId(ReplayActor.Id);
        var firstRound = history.Pruned?.FirstRound ?? ChunkStored.OfflineRound;
        replay = context.ActorOf(Props.Create(() => new ReplayActor(buffer, slots, firstRound, startRound, origin, persistenceId)), "replay");
    }

    /// <summary>Makes the others.</summary>
    /// <param name="seeded">The filled buffer.</param>
    /// <param name="from">What the learner goes on from; null for the state before the first update.</param>
    /// <param name="note">Hears what was done about the state before the first update, a sentence each.</param>
    /// <returns>What the learner begins with.</returns>
    public LearnerStart StartOthers(ReplaySeeded seeded, LearnerStart? from, Action<string> note)
    {
        var begin = from ?? new LearnerStart(setup.InitialState(seeded.Replay, note));
        var (config, replayBuffer, learner, environments, news) = (spec.Config, Replay, setup.Learner, runners, publish);
        var threshold = EnvironmentRegistry.Spec(config.Environment.Id).SuccessfulSteps ?? 0;
        workers = new Workers(
            seeded.Replay,
            context.ActorOf(
                Props.Create(() => new LearnerActor(learner, begin, news, stop)).WithDispatcher("awac.learner-dispatcher"),
                "learner"),
            context.ActorOf(Props.Create(() => new RolloutSupervisor(config.Rollouts, environments, replayBuffer)), "rollouts"),
            context.ActorOf(Props.Create(() => new EvaluationActor(config.Rollouts, environments, threshold)), "evaluation"));
        return begin;
    }

    /// <summary>Has a child do a step.</summary>
    public void Tell(RunStep step)
    {
        switch (step)
        {
            case RunStep.Seed s: Replay.Tell(new SeedReplay(s.IsStored ? null : spec.Dataset?.Transitions ?? NoTransitions())); break;
            case RunStep.Open s: Replay.Tell(new OpenRound(s.Round)); break;
            case RunStep.Commit s: Replay.Tell(new CommitRound(s.Round)); break;
            case RunStep.Forget s: Replay.Tell(new ForgetRounds(s.Before)); break;
            case RunStep.Train s:
                Started.Learner.Tell(new TrainRound(s.Phase, s.Round, s.Updates, s.BatchSize, Started.Buffer, s.Transitions, s.Offline, s.KeepsState));
                break;
            default: throw new ArgumentException($"no child does the step {step.GetType().Name}", nameof(step));
        }
    }

    /// <summary>Has the slots run.</summary>
    /// <param name="step">Which, and for how long.</param>
    /// <param name="policy">The policy; null for uniformly random actions.</param>
    public void Collect(RunStep.Collect step, PolicySnapshot? policy) =>
        Started.Rollouts.Tell(new CollectRound(step.Round, policy, step.Starts, step.Steps));

    /// <summary>Has a policy judged.</summary>
    public void Evaluate(RunStep.Evaluate step, PolicySnapshot policy) =>
        Started.Evaluation.Tell(new Evaluate(step.Phase, step.Round, policy, spec.Config.Evaluation.Episodes));

    private TransitionChunk NoTransitions() => TransitionChunk.Allocate(0, setup.Dimensions.Observation, setup.Dimensions.Action);

    private sealed record Workers(ReplayBuffer Buffer, IActorRef Learner, IActorRef Rollouts, IActorRef Evaluation);
}
