namespace AwacAkka.Clustering.Configuration;

/// <summary>When a job is given to a second node: after a multiple of what its siblings took, and not before a least time.</summary>
/// <param name="Multiple">The multiple of the median turnaround, at least 1.</param>
/// <param name="AtLeast">The least time.</param>
public sealed record Hedging(double Multiple, TimeSpan AtLeast);
