using AwacAkka.Actors.Reporting;

namespace AwacAkka.Cli.Datasets;

/// <summary>How returns are spread: counts in bins of equal, round width.</summary>
/// <param name="Start">Lower edge of the first bin.</param>
/// <param name="Width">Width of each bin.</param>
/// <param name="Counts">Returns per bin; the last bin takes its upper edge in.</param>
internal sealed record ReturnHistogram(double Start, double Width, IReadOnlyList<int> Counts)
{
    private const int WantedBins = 12;

    /// <summary>The largest count.</summary>
    public int Highest => Counts.Max();

    /// <summary>Lower edge of a bin; also the upper edge of the one before it.</summary>
    public double Edge(int bin) => Start + bin * Width;

    /// <summary>Counts returns; null where there are none.</summary>
    public static ReturnHistogram? Of(IReadOnlyCollection<double> returns)
    {
        if (returns.Count == 0)
        {
            return null;
        }

        var (low, high) = (returns.Min(), returns.Max());
        var width = AxisTicks.Step(low, high, WantedBins);
        var first = Math.Floor(low / width);
        var counts = new int[Math.Max(1, (int)Math.Ceiling(high / width - first))];
        foreach (var value in returns)
        {
            counts[Math.Min(counts.Length - 1, (int)Math.Floor(value / width - first))]++;
        }

        return new ReturnHistogram(first * width, width, counts);
    }
}
