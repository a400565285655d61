using AwacAkka.Bench.Environments;

namespace AwacAkka.Bench.Rollout;

/// <summary>Two plain C loops at once, half of the steps each: what two cores of this machine are worth to the simulator, against one.</summary>
internal sealed class PlainLoopPair(PlainLoop first, PlainLoop second) : IContender
{
    /// <inheritdoc />
    public string Setting => "two plain C loops";

    /// <inheritdoc />
    public double Run(int count)
    {
        var half = (count + 1) / 2;
        first.Begin(half);
        second.Begin(half);
        return Math.Max(first.Finish(), second.Finish()) * count / (2 * half);
    }
}
