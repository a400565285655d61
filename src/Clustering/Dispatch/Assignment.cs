using AwacAkka.Actors.Rollouts;

namespace AwacAkka.Clustering.Dispatch;

/// <summary>A job for a node.</summary>
/// <typeparam name="TNode">What stands for a node.</typeparam>
/// <param name="Node">The node.</param>
/// <param name="Number">The job's number.</param>
/// <param name="Job">The job.</param>
/// <param name="IsHedge">Whether another node is at the job, too.</param>
internal sealed record Assignment<TNode>(TNode Node, long Number, WorkerJob Job, bool IsHedge);
