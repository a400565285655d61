using Akka.Actor;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Environments;
using AwacAkka.Environments.Wrappers;
using AwacAkka.Learning.Data;
using AwacAkka.Learning.Policies;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Runs;

/// <summary>The actors under a run and what they are made with.</summary>
internal sealed class RunCrew
{
    private readonly int observationDimension;
    private readonly int actionDimension;

    public RunCrew(IActorContext context, RunRequest request)
    {
        var config = request.Config;
        var seed = request.Seed;
        Func<IEnvironment> create = () => PolicyEnvironment.Make(config.Environment.Id);
        using (var probe = create())
        {
            (observationDimension, actionDimension) = (probe.ObservationSpace.Dimension, probe.ActionSpace.Dimension);
        }

        var normaliser = config.Algorithm.NormaliseObservations && request.Dataset is { } dataset
            ? Normaliser.Fit(dataset.Transitions.Observations, observationDimension)
            : null;
        var initial = InitialState.Create(config.Algorithm, observationDimension, actionDimension, seed, normaliser);
        var learner = LearnerFactory.For(config, observationDimension, actionDimension);

        InitialPolicy = PolicySnapshot.From(config.Algorithm, initial);
        Checkpoints = new CheckpointStore(request.Folder, config.Checkpoints.Keep);
        Replay = context.ActorOf(
            Props.Create(() => new ReplayActor(config.Replay.Capacity, observationDimension, actionDimension)), "replay");
        Learner = context.ActorOf(
            Props.Create(() => new LearnerActor(config.Algorithm, learner, initial, seed)).WithDispatcher("awac.learner-dispatcher"),
            "learner");
        Rollouts = context.ActorOf(Props.Create(() => new RolloutSupervisor(config.Rollouts, create, seed, Replay)), "rollouts");
        Evaluation = context.ActorOf(
            Props.Create(() => new EvaluationActor(create, seed)).WithDispatcher("awac.rollout-dispatcher"), "evaluation");
    }

    public PolicySnapshot InitialPolicy { get; }

    public CheckpointStore Checkpoints { get; }

    public IActorRef Replay { get; }

    public IActorRef Learner { get; }

    public IActorRef Rollouts { get; }

    public IActorRef Evaluation { get; }

    public TransitionChunk NoTransitions() => TransitionChunk.Allocate(0, observationDimension, actionDimension);
}
