using AwacAkka.Bench.Environments;

namespace AwacAkka.Bench.Rollout;

/// <summary>
/// Two plain C loops at once, half of a round's steps each and the next round when both are done: what the machine's two cores are worth
/// to rounds, against one.
/// </summary>
internal sealed class PlainLoopPair(PlainLoop first, PlainLoop second, int stepsPerRound) : IContender
{
    /// <inheritdoc />
    public string Setting => "two plain C loops";

    /// <inheritdoc />
    public double Run(int count)
    {
        var rounds = Math.Max(1, count / stepsPerRound);
        var seconds = 0.0;
        for (var i = 0; i < rounds; i++)
        {
            first.Begin(stepsPerRound / 2);
            second.Begin(stepsPerRound / 2);
            seconds += Math.Max(first.Finish(), second.Finish());
        }

        return seconds * count / (rounds * stepsPerRound);
    }
}
