using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Algorithms.Bc;

/// <summary>Clones demonstrations without a run, as the making of datasets needs it. A function of (configuration, demonstrations, seed).</summary>
public static class BehaviourCloning
{
    /// <summary>Clones demonstrations.</summary>
    /// <param name="config">The algorithm's values; batches are those of the offline phase.</param>
    /// <param name="demonstrations">What to repeat.</param>
    /// <param name="updates">Number of batches.</param>
    /// <param name="seed">Seed of the initial weights and the batches.</param>
    /// <param name="progress">Called with the number of updates done.</param>
    /// <param name="cancellation">Stops between updates.</param>
    /// <exception cref="DllNotFoundException">The engine for matrix products that the environment names is not there.</exception>
    public static PolicySnapshot Clone(
        BcConfig config, TransitionChunk demonstrations, int updates, ulong seed, Action<int>? progress = null,
        CancellationToken cancellation = default)
    {
        Blas.Initialise();
        var algorithm = new BcAlgorithm();
        var dimensions = new Dimensions(demonstrations.ObservationDimension, demonstrations.ActionDimension);
        var initial = new TrainingState(config.Algorithm, 0, algorithm.Networks(config, dimensions).InitialTensors(seed));
        var rows = new ReplayBuffer(demonstrations.Count, dimensions.Observation, dimensions.Action);
        rows.Append(demonstrations);
        var batch = new TransitionBatch(config.OfflineBatchSize, dimensions.Observation, dimensions.Action);
        var noise = new UpdateNoise(0, dimensions.Action, new BatchPlan([]));
        var indices = new int[config.OfflineBatchSize];
        using var learner = new FusedBc(config, new LearnerContext(dimensions, initial, new LearnerExecution(Threads: 1, FlushDenormals: false)));
        for (var update = 1; update <= updates; update++)
        {
            cancellation.ThrowIfCancellationRequested();
            new AddressedRandom(seed, DrawPurpose.Batch, (uint)update).FillIndices(indices, rows.Count);
            rows.Gather(indices, batch, normaliser: null);
            learner.Update(batch, noise);
            progress?.Invoke(update);
        }

        return algorithm.Policy(config, learner.Capture());
    }
}
