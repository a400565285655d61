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
        state = rollout.Run(state, policy, count).End;
        return clock.Elapsed.TotalSeconds;
    }
}
