namespace AwacAkka.Statistics;

/// <summary>Quantiles of figures.</summary>
public static class Quantile
{
    /// <summary>A quantile, linear between two figures.</summary>
    /// <param name="sorted">The figures, ascending; at least one.</param>
    /// <param name="share">From 0, the lowest, to 1, the highest.</param>
    public static double Of(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
