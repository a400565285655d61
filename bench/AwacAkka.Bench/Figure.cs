namespace AwacAkka.Bench;

/// <summary>The outcome of a race between one contender and its rivals.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">
/// What is counted per second; <c>s</c> where the figure is a time, <c>of peak</c> where it is a share of the products that the cores can do.
/// </param>
/// <param name="Ours">Median rate of our blocks, or the median time; null where nothing was measured.</param>
/// <param name="Theirs">Median rate of the best rival's blocks; null without a rival.</param>
/// <param name="Ratio">Median of ours / theirs by block; null without a rival.</param>
/// <param name="Spread">(largest - smallest) / median over the blocks: of the ratio, or of our rate without a rival.</param>
/// <param name="Rival">The best rival's setting.</param>
internal sealed record Figure(
    string Name, string Unit, double? Ours, double? Theirs, double? Ratio, double Spread, string? Rival)
{
    /// <summary>Compares one contender's blocks with those of the rival whose median is the best.</summary>
    public static Figure Of(
        string name, string unit, IContender ours, IEnumerable<IContender> rivals, IReadOnlyDictionary<IContender, double[]> rates)
    {
        var best = rivals.MaxBy(rival => Median(rates[rival]));
        if (best is null)
        {
            return new Figure(name, unit, Median(rates[ours]), null, null, RelativeRange(rates[ours]), null);
        }

        var ratios = rates[ours].Zip(rates[best], (own, other) => own / other).ToArray();
        return new Figure(
            name, unit, Median(rates[ours]), Median(rates[best]), Median(ratios), RelativeRange(ratios), best.Setting);
    }

    /// <summary>Times without a rival.</summary>
    public static Figure OfTimes(string name, double[] seconds) =>
        new(name, "s", Median(seconds), null, null, RelativeRange(seconds), null);

    /// <summary>Shares of what the machine can do at most.</summary>
    public static Figure OfShares(string name, double[] shares) =>
        new(name, "of peak", Median(shares), null, null, RelativeRange(shares), null);

    /// <summary>Times of both sides, block by block; the ratio is above 1 where ours are the shorter.</summary>
    public static Figure OfTimes(string name, double[] ours, double[] theirs, string rival)
    {
        var ratios = ours.Zip(theirs, (own, other) => other / own).ToArray();
        return new Figure(name, "s", Median(ours), Median(theirs), Median(ratios), RelativeRange(ratios), rival);
    }

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double RelativeRange(double[] values) => (values.Max() - values.Min()) / Median(values);
}
