using AwacAkka.Data.Files;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Collecting;

/// <summary>
/// Makes a dataset by rolling a policy out in one stream; the result is a function of (environment, policy, steps, seed).
/// </summary>
public static class DatasetRollout
{
    private const int StepsAtATime = 1_000;

    /// <summary>Collects transitions.</summary>
    /// <param name="id">The environment.</param>
    /// <param name="policy">Who acts; null for uniformly random actions.</param>
    /// <param name="deterministic">Whether the policy's mean action is taken instead of a sample.</param>
    /// <param name="steps">How many transitions.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="progress">Hears how many there are.</param>
    /// <param name="cancellation">Stops between blocks of steps.</param>
    /// <exception cref="DatasetException">The policy does not fit the environment.</exception>
    /// <exception cref="EnvironmentFailureException">The environment's own code fails.</exception>
    /// <exception cref="RolloutException">The environment yields a NaN or an infinity.</exception>
    public static OfflineDataset Collect(
        string id, IPolicy? policy, bool deterministic, int steps, ulong seed, Action<int> progress, CancellationToken cancellation)
    {
        using var environment = PolicyEnvironment.MakeNamingFailures(id);
        var (obs, act) = (environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension);
        var network = policy as PolicyNetwork;
        var choices = (environment.ActionSpace as Discrete)?.Count;
        if (network is not null && network.Choices != choices)
        {
            throw new DatasetException($"the policy takes {Actions(network.Choices)}, but {id} has {Actions(choices)}");
        }

        if (network is not null && (network.ObservationDimension != obs || network.ActionDimension != act))
        {
            throw new DatasetException(
                $"the policy maps {network.ObservationDimension} observed numbers to {network.ActionDimension} actions, "
                + $"but {id} has {obs} and {act}");
        }

        if (steps > Array.MaxLength / Math.Max(obs, act))
        {
            throw new DatasetException($"--steps is {steps}, but a dataset of {id} can hold {Array.MaxLength / Math.Max(obs, act)} transitions at most");
        }

        // A seed of its own: a run with the same number must not see the same noise again.
        var rollout = new SlotRollout(environment, AddressedRandom.DeriveSeed(seed, DrawPurpose.Dataset, 0, 0), explore: !deterministic);
        var rows = TransitionChunk.Allocate(steps, obs, act);
        var state = SlotState.Start(0);
        for (var done = 0; done < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = rollout.Run(state, policy, Math.Min(StepsAtATime, steps - done));
            result.Chunk.CopyTo(0, rows, done, result.Chunk.Count);
            done += result.Chunk.Count;
            state = result.End;
            progress(done);
        }

        return OfflineDataset.Of(rows, choices);
    }

    private static string Actions(int? choices) => choices is { } count ? $"{count} choices" : "continuous actions";
}
