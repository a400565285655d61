using AwacAkka.Actors.Rollouts;

namespace AwacAkka.Clustering.Dispatch;

/// <summary>A job for a node.</summary>
/// <typeparam name="TNode">What stands for a node.</typeparam>
/// <param name="Node">The node.</param>
/// <param name="Number">The job's number.</param>
/// <param name="Job">The job.</param>
/// <param name="IsHedge">Whether another node is at the job, too.</param>
internal sealed record Assignment<TNode>(TNode Node, long Number, WorkerJob Job, bool IsHedge);

/// <summary>When a job is given to a second node: after a multiple of what its siblings took, and not before a least time.</summary>
/// <param name="Multiple">The multiple of the median turnaround, at least 1.</param>
/// <param name="AtLeast">The least time.</param>
public sealed record Hedging(double Multiple, TimeSpan AtLeast);
