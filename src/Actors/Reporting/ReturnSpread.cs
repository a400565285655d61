namespace AwacAkka.Actors.Reporting;

/// <summary>How far returns lie apart.</summary>
public static class ReturnSpread
{
    /// <summary>Population standard deviation of at least one return.</summary>
    public static double Of(IReadOnlyCollection<double> returns)
    {
        var mean = returns.Average();
        return Math.Sqrt(returns.Average(r => (r - mean) * (r - mean)));
    }
}
