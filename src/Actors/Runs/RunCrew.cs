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
using AwacAkka.Learning.State;

namespace AwacAkka.Actors.Runs;

/// <summary>The actors under a run and what they are made with: first the one that has the data, then those that need them.</summary>
internal sealed class RunCrew
{
    private readonly IActorContext context;
    private readonly RunRequest request;
    private readonly IRolloutRunners runners;
    private readonly CancellationToken stop;
    private readonly RunStart start;

    public RunCrew(IActorContext context, RunRequest request, IRolloutRunners runners, CancellationToken stop)
    {
        (this.context, this.request, this.runners, this.stop) = (context, request, runners, stop);
        start = RunStart.Of(request.Config, request.Seed);

        // A pipeline of depth 1 may have to go back one round more.
        Checkpoints = new CheckpointStore(request.Folder, request.Config.Checkpoints.Keep + request.Config.Rounds.PipelineDepth);
    }

    public CheckpointStore Checkpoints { get; }

    public IActorRef Replay { get; private set; } = ActorRefs.Nobody;

    public IActorRef Learner { get; private set; } = ActorRefs.Nobody;

    public IActorRef Rollouts { get; private set; } = ActorRefs.Nobody;

    public IActorRef Evaluation { get; private set; } = ActorRefs.Nobody;

    /// <summary>Makes the replay actor, whose buffer holds the online rounds before <paramref name="startRound"/> once it is recovered.</summary>
    /// <param name="record">What the run remembers.</param>
    /// <param name="startRound">The online round to go on with.</param>
    public void StartReplay(RunRecord record, int startRound)
    {
        var (replay, slots, origin) = (start.EmptyReplay(record), request.Config.Rollouts.Slots, request.Origin);
        var firstRound = record.Pruned?.FirstRound ?? ChunkStored.OfflineRound;
        Replay = context.ActorOf(Props.Create(() => new ReplayActor(replay, slots, firstRound, startRound, origin)), "replay");
    }

    /// <summary>The transitions to seed with, where the run has no data.</summary>
    public TransitionChunk NoTransitions() => TransitionChunk.Allocate(0, start.Dimensions.Observation, start.Dimensions.Action);

    /// <summary>The state before the first update.</summary>
    /// <param name="replay">The buffer, which holds the offline data and nothing else.</param>
    /// <param name="note">Hears what was done about it, a sentence each.</param>
    public TrainingState InitialState(ReplayBuffer replay, Action<string> note) => start.InitialState(replay, note);

    /// <summary>Makes the others.</summary>
    /// <param name="state">What the learner starts from.</param>
    public void StartOthers(TrainingState state)
    {
        var (config, replay, learner, environments) = (request.Config, Replay, start.Learner, runners);
        Learner = context.ActorOf(
            Props.Create(() => new LearnerActor(learner, state, stop)).WithDispatcher("awac.learner-dispatcher"),
            "learner");
        Rollouts = context.ActorOf(Props.Create(() => new RolloutSupervisor(config.Rollouts, environments, replay)), "rollouts");
        var threshold = EnvironmentRegistry.Spec(config.Environment.Id).SuccessfulSteps ?? 0;
        Evaluation = context.ActorOf(Props.Create(() => new EvaluationActor(config.Rollouts, environments, threshold)), "evaluation");
    }
}
