using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Runs;

/// <summary>Where training begins: what a run, its recovery and its verification must agree on to the bit.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Dimensions">The environment's sizes.</param>
internal sealed record TrainingSetup(RunConfig Config, ulong Seed, Dimensions Dimensions)
{
    /// <summary>What the learner is made of.</summary>
    public LearnerSetting Learner => Setting(Config.Algorithm) with { Online = Config.OnlineAlgorithm is { } online ? Setting(online.Config) : null };

    /// <summary>Takes the dimensions from the environment.</summary>
    /// <exception cref="RunConfigException">The algorithm cannot take its actions.</exception>
    public static TrainingSetup Of(RunConfig config, ulong seed)
    {
        using var probe = PolicyEnvironment.Make(config.Environment.Id);
        TaskActions.Check(config, probe);
        return new TrainingSetup(config, seed, TaskActions.DimensionsOf(probe));
    }

    private LearnerSetting Setting(AlgorithmConfig algorithm) =>
        new(algorithm, Dimensions, Seed, LearnerFactory.For(algorithm, Config.Learner, Dimensions)) { PolicyAverage = Config.Evaluation.PolicyAverage };

    /// <summary>A replay buffer before the first transition that the journal holds.</summary>
    public ReplayBuffer EmptyReplay(RunHistory history)
    {
        var overwritten = history is { Forked: { } forked, Seeded: { } seeded } ? forked.Appended - seeded.Transitions : 0;
        return new(Config.Replay.Capacity, Dimensions.Observation, Dimensions.Action, history.Pruned?.Appended ?? overwritten);
    }

    /// <summary>The state before the first update.</summary>
    /// <param name="offline">A buffer that holds the offline data and nothing else.</param>
    /// <param name="note">Hears what was done about it, a sentence each.</param>
    public TrainingState InitialState(ReplayBuffer offline, Action<string>? note = null)
    {
        var normaliser = Config.Algorithm.NormaliseObservations && offline.Count > 0
            ? Normaliser.Fit(offline.ToChunk().Observations, Dimensions.Observation)
            : null;
        var initial = Learning.Algorithms.InitialState.Create(Config.Algorithm, Dimensions, Seed, normaliser);
        return AlgorithmRegistry.Of(Config.Algorithm).Prepare(
            Config.Algorithm, initial, new Preparation(offline, Dimensions, normaliser, note ?? (_ => { })));
    }
}
