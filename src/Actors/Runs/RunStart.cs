using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Runs;

/// <summary>Where training begins: what a run, its recovery and its verification must agree on to the bit.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Seed">The seed.</param>
/// <param name="ObservationDimension">Numbers per observation.</param>
/// <param name="ActionDimension">Numbers per action.</param>
internal sealed record RunStart(RunConfig Config, ulong Seed, int ObservationDimension, int ActionDimension)
{
    private const int LargestSample = 4096;

    /// <summary>Makes the learner.</summary>
    public Func<TrainingState, ILearner> Learner => LearnerFactory.For(Config, ObservationDimension, ActionDimension);

    /// <summary>Takes the dimensions from the environment.</summary>
    public static RunStart Of(RunConfig config, ulong seed)
    {
        using var probe = PolicyEnvironment.Make(config.Environment.Id);
        return new RunStart(config, seed, probe.ObservationSpace.Dimension, probe.ActionSpace.Dimension);
    }

    /// <summary>A replay buffer before the first transition that the journal holds.</summary>
    public ReplayBuffer EmptyReplay(RunHistory history)
    {
        var overwritten = history is { Forked: { } forked, Seeded: { } seeded } ? forked.Appended - seeded.Transitions : 0;
        return new(Config.Replay.Capacity, ObservationDimension, ActionDimension, history.Pruned?.Appended ?? overwritten);
    }

    /// <summary>The state before the first update.</summary>
    /// <param name="offline">A buffer that holds the offline data and nothing else.</param>
    /// <param name="revived">Told the name of each critic that begins mirrored at its bound.</param>
    public TrainingState InitialState(ReplayBuffer offline, Action<string>? revived = null)
    {
        var normaliser = Config.Algorithm.NormaliseObservations && offline.Count > 0
            ? Normaliser.Fit(offline.ToChunk().Observations, ObservationDimension)
            : null;
        var initial = Learning.Algorithms.InitialState.Create(Config.Algorithm, ObservationDimension, ActionDimension, Seed, normaliser);
        return Config.Algorithm is AwacConfig { CriticMax: { } bound } awac && offline.Count > 0
            ? BoundedCritics.Revive(initial, awac.CriticHidden, bound, Sample(offline, normaliser), revived)
            : initial;
    }

    /// <summary>Transitions at even distances.</summary>
    private TransitionBatch Sample(ReplayBuffer offline, Normaliser? normaliser)
    {
        var count = Math.Min(offline.Count, LargestSample);
        var batch = new TransitionBatch(count, ObservationDimension, ActionDimension);
        offline.Gather([.. Enumerable.Range(0, count).Select(i => (int)((long)i * offline.Count / count))], batch, normaliser);
        return batch;
    }
}
