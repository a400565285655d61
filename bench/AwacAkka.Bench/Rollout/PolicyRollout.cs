using System.Diagnostics;
using AwacAkka.Collecting;
using AwacAkka.Environments;
using AwacAkka.Policies;

namespace AwacAkka.Bench.Rollout;

/// <summary>What one worker does: slots with sampled actions, always the same episode, checked and recorded.</summary>
/// <param name="environment">The simulator.</param>
/// <param name="snapshot">The policy.</param>
/// <param name="start">The state that the episode starts from.</param>
/// <param name="steps">Its length.</param>
internal sealed class PolicyRollout(IEnvironment environment, PolicySnapshot snapshot, byte[] start, int steps) : IContender
{
    private const ulong Seed = 1;
    private readonly SlotRollout rollout = new(environment, Seed);
    private readonly PolicyNetwork policy = new(snapshot);
    private readonly SlotState beginning = SlotState.Start(0) with { Episode = 1, Environment = start };

    /// <inheritdoc />
    public string Setting => "with policy";

    /// <summary>The state at the episode's end.</summary>
    public byte[] End { get; private set; } = [];

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        for (var left = count; left > 0; left -= steps)
        {
            rollout.Run(beginning, policy, Math.Min(left, steps));
        }

        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>The episode's actions; notes its end.</summary>
    public double[] Record()
    {
        var slot = rollout.Run(beginning, policy, steps);
        End = slot.End.Environment;
        return Array.ConvertAll(slot.Chunk.Actions, action => (double)action);
    }
}
