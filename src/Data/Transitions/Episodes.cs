namespace AwacAkka.Data.Transitions;

/// <summary>One episode of logged data.</summary>
/// <param name="Start">Its first row.</param>
/// <param name="Length">Its number of rows.</param>
/// <param name="Return">Undiscounted sum of its rewards.</param>
/// <param name="Finished">Whether a terminal or a timeout ends it; the last episode of a log may be cut.</param>
public readonly record struct Episode(int Start, int Length, double Return, bool Finished);

/// <summary>Returns of the finished episodes of logged data; not a number where there is none.</summary>
/// <param name="Episodes">Number of finished episodes.</param>
/// <param name="Unfinished">Number of episodes that the log's end cuts, 0 or 1; they count in nothing else here.</param>
/// <param name="Mean">Mean return.</param>
/// <param name="StandardDeviation">Population standard deviation of the returns.</param>
/// <param name="Minimum">Smallest return.</param>
/// <param name="Maximum">Largest return.</param>
/// <param name="MeanLength">Mean number of steps.</param>
public sealed record ReturnStatistics(
    int Episodes, int Unfinished, double Mean, double StandardDeviation, double Minimum, double Maximum, double MeanLength)
{
    /// <summary>Statistics of the rows split at terminals and timeouts.</summary>
    public static ReturnStatistics Of(IReadOnlyCollection<Episode> episodes)
    {
        var finished = episodes.Where(e => e.Finished).ToArray();
        if (finished.Length == 0)
        {
            return new(0, episodes.Count, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var mean = finished.Average(e => e.Return);
        return new(
            finished.Length,
            episodes.Count - finished.Length,
            mean,
            Math.Sqrt(finished.Average(e => (e.Return - mean) * (e.Return - mean))),
            finished.Min(e => e.Return),
            finished.Max(e => e.Return),
            finished.Average(e => e.Length));
    }

    /// <summary>Splits rows into episodes; each ends with a row that is terminal or timed out, or with the last row.</summary>
    public static IReadOnlyList<Episode> Split(ReadOnlySpan<float> rewards, ReadOnlySpan<bool> terminals, ReadOnlySpan<bool> timeouts)
    {
        var episodes = new List<Episode>();
        var splitter = new EpisodeSplitter(episodes);
        for (var row = 0; row < rewards.Length; row++)
        {
            splitter.Add(rewards[row], terminals[row] || timeouts[row]);
        }

        splitter.Complete();
        return episodes;
    }
}

/// <summary>Splits rows that come one by one into episodes.</summary>
/// <param name="episodes">Where they go.</param>
internal sealed class EpisodeSplitter(List<Episode> episodes)
{
    private int start;
    private int row;
    private double sum;

    /// <summary>Takes the next row.</summary>
    /// <param name="reward">Its reward.</param>
    /// <param name="ends">Whether it is terminal or timed out.</param>
    public void Add(float reward, bool ends)
    {
        sum += reward;
        row++;
        if (ends)
        {
            Close(finished: true);
        }
    }

    /// <summary>The rows since the last end are an episode that the log's end cuts.</summary>
    public void Complete()
    {
        if (row > start)
        {
            Close(finished: false);
        }
    }

    private void Close(bool finished)
    {
        episodes.Add(new Episode(start, row - start, sum, finished));
        start = row;
        sum = 0;
    }
}
