using System.Diagnostics;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Environments;
using AwacAkka.Learning.Policies;

namespace AwacAkka.Bench.Rollout;

/// <summary>One worker's stream: slots with sampled actions, each going on where the last ended.</summary>
internal sealed class PolicyRollout(IEnvironment environment, PolicySnapshot snapshot) : IContender
{
    private const ulong Seed = 1;
    private readonly SlotRollout rollout = new(environment, Seed);
    private readonly PolicyNetwork policy = new(snapshot);
    private SlotState state = SlotState.Start(0);

    /// <inheritdoc />
    public string Setting => "with policy";

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        Collect(count);
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Where the stream is one step from its start, and what it does from there for a number of steps.</summary>
    public (byte[] Start, double[] Actions) Record(int steps)
    {
        Collect(1); // before it the environment has no state to begin from
        var start = state.Environment;
        return (start, Array.ConvertAll(Collect(steps), action => (double)action));
    }

    private float[] Collect(int steps)
    {
        var slot = rollout.Run(state, policy, steps);
        state = slot.End;
        return slot.Chunk.Actions;
    }
}
