using System.Diagnostics;

namespace AwacAkka.Bench;

/// <summary>
/// Runs contenders in alternating blocks, so that what else the machine does falls on all of them alike, and keeps the rate of
/// every block.
/// </summary>
/// <param name="blocks">Blocks per contender.</param>
/// <param name="secondsPerBlock">About how long a block takes.</param>
internal sealed class Race(int blocks, double secondsPerBlock)
{
    /// <summary>The rates, work per second, of each contender, by block.</summary>
    public IReadOnlyDictionary<IContender, double[]> Run(IReadOnlyList<IContender> contenders)
    {
        var counts = contenders.ToDictionary(c => c, CountPerBlock);
        var rates = contenders.ToDictionary(c => c, _ => new double[blocks]);
        for (var block = 0; block < blocks; block++)
        {
            foreach (var contender in contenders)
            {
                rates[contender][block] = counts[contender] / contender.Run(counts[contender]);
            }
        }

        return rates;
    }

    /// <summary>Warms a contender up for at least the time of a block, with doubling counts, and takes its rate from the last.</summary>
    private int CountPerBlock(IContender contender)
    {
        var clock = Stopwatch.StartNew();
        for (var count = 4; ; count *= 2)
        {
            var rate = count / contender.Run(count);
            if (clock.Elapsed.TotalSeconds >= secondsPerBlock)
            {
                return Math.Max(1, (int)(rate * secondsPerBlock));
            }
        }
    }
}
