using System.Diagnostics;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Bench.Replay;

/// <summary>Batches of the replay buffer, at random rows that were drawn before.</summary>
internal sealed class Gathering(ReplayBuffer replay, int[] draws, int batch) : IContender
{
    private readonly TransitionBatch target = new(batch, replay.ObservationDimension, replay.ActionDimension);
    private int next;

    /// <inheritdoc />
    public string Setting => "gather";

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            replay.Gather(draws.AsSpan(next, batch), target, normaliser: null);
            next = (next + batch) % draws.Length;
        }

        return clock.Elapsed.TotalSeconds;
    }
}
