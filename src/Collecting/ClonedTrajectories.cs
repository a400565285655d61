using AwacAkka.Data.Transitions;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Collecting;

/// <summary>
/// Whole episodes of a cloned policy, which are joined to the demonstrations it was cloned from: AWAC's protocol for the hand tasks.
/// </summary>
public static class ClonedTrajectories
{
    private const int StepsAtATime = 1_000;

    private const uint Stream = 1;

    /// <summary>
    /// The seed that cloning and its episodes draw from: of their own, so that neither a run with the same number nor a set that is
    /// rolled out step by step sees the same weights, batches and noise.
    /// </summary>
    public static ulong SeedOf(ulong seed) => AddressedRandom.DeriveSeed(seed, DrawPurpose.Dataset, Stream, 0);

    /// <summary>Rolls episodes out in one stream; a function of (environment, policy, trajectories, seed).</summary>
    /// <param name="id">The environment, which must have a time limit.</param>
    /// <param name="policy">Who acts.</param>
    /// <param name="deterministic">Whether the policy's mean action is taken instead of a sample.</param>
    /// <param name="trajectories">How many episodes.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="progress">Hears how many of them are done.</param>
    /// <param name="cancellation">Stops between blocks of steps.</param>
    public static TransitionChunk Roll(
        string id, PolicySnapshot policy, bool deterministic, int trajectories, ulong seed, Action<long, long> progress,
        CancellationToken cancellation)
    {
        using var environment = PolicyEnvironment.MakeNamingFailures(id);
        var network = new PolicyNetwork(policy);
        var rollout = new SlotRollout(environment, seed, explore: !deterministic);
        var pieces = new List<TransitionChunk>();
        var state = SlotState.Start(0);
        for (var done = 0; done < trajectories;)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = rollout.Run(state, network, StepsAtATime);
            state = result.End;
            var rows = RowsUntil(result.Chunk, trajectories - done);
            pieces.Add(rows == result.Chunk.Count ? result.Chunk : result.Chunk.Slice(0, rows));
            done += Math.Min(result.Episodes.Count, trajectories - done);
            progress(done, trajectories);
        }

        return TransitionChunk.Concatenate(pieces);
    }

    /// <summary>The rows up to the end of the given number of episodes, or all where fewer end.</summary>
    private static int RowsUntil(TransitionChunk chunk, int episodes)
    {
        for (var row = 0; row < chunk.Count; row++)
        {
            if ((chunk.Terminals[row] || chunk.Timeouts[row]) && --episodes == 0)
            {
                return row + 1;
            }
        }

        return chunk.Count;
    }
}
