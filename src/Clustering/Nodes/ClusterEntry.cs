using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Nodes;

/// <summary>
/// How a node comes into the cluster. It asks the seed nodes. Where none answers, a learner may begin the cluster, and the database says which: the one
/// that finds no other learner alive there. So a learner that was cut off from the others and is started again begins no second cluster beside theirs;
/// and the others begin again without the one that was first.
/// </summary>
internal sealed class ClusterEntry
{
    /// <summary>How long the seed nodes are asked before a learner begins the cluster.</summary>
    private static readonly TimeSpan AskFirst = TimeSpan.FromSeconds(5);

    /// <summary>A learner that has told nothing for so long, ten of its reports, counts as gone.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private readonly ActorSystem system;
    private readonly Cluster cluster;
    private readonly Address[] seeds;
    private readonly ReportTable? reports;
    private readonly ReportWatch watch = new(Silence, TimeProvider.System);

    /// <summary>The node's way in.</summary>
    /// <param name="system">The node.</param>
    /// <param name="seeds">Its seed nodes.</param>
    /// <param name="database">The database of a learner; null for a node that has none, and begins a cluster as its first seed node alone.</param>
    public ClusterEntry(ActorSystem system, IReadOnlyList<NodeAddress> seeds, ClusterDatabase? database)
    {
        this.system = system;
        cluster = Cluster.Get(system);
        this.seeds = [.. seeds.Select(seed => new Address(cluster.SelfAddress.Protocol, system.Name, seed.Host, seed.Port))];
        reports = database is null ? null : new ReportTable(database);
    }

    /// <summary>Waits until the node is in the cluster.</summary>
    /// <exception cref="ClusterJoinFailedException">No seed node has let it in before it was cancelled.</exception>
    /// <exception cref="OperationCanceledException">Likewise.</exception>
    public async Task JoinAsync(CancellationToken cancellation)
    {
        if (reports is null)
        {
            await cluster.JoinSeedNodesAsync(seeds, cancellation).ConfigureAwait(false);
            return;
        }

        Address[] others = [.. seeds.Where(seed => !seed.Equals(cluster.SelfAddress))];
        var isIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.RegisterOnMemberUp(isIn.SetResult);
        if (others.Length > 0)
        {
            cluster.JoinSeedNodes(others);
        }

        var asked = Stopwatch.StartNew();
        while (!isIn.Task.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsSeed && await MayBeginAsync(hasAsked: others.Length == 0 || asked.Elapsed >= AskFirst, cancellation).ConfigureAwait(false))
            {
                system.Log.Info("no other learner is up: this one begins the cluster");
                cluster.Join(cluster.SelfAddress);
                await isIn.Task.WaitAsync(cancellation).ConfigureAwait(false);
            }

            await Task.WhenAny(isIn.Task, Task.Delay(Pace, cancellation)).ConfigureAwait(false);
        }
    }

    /// <summary>Who is none is not known to those that would look for the cluster.</summary>
    private bool IsSeed => seeds.Contains(cluster.SelfAddress);

    /// <summary>Others are watched from the first moment on, so that who comes after a long while has not to wait for both.</summary>
    private async Task<bool> MayBeginAsync(bool hasAsked, CancellationToken cancellation)
    {
        try
        {
            watch.See(await reports!.ReadTimesAsync(ReportTable.Nodes, cancellation).ConfigureAwait(false));
            if (!hasAsked)
            {
                return false;
            }

            var report = new NodeReport([], [], RunSystem.Version);
            return await reports.TryWriteFirstAsync(ReportTable.Nodes, cluster.SelfAddress.ToString(), report, watch.Silent(), cancellation).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            system.Log.Warning($"whether another learner is up cannot be found out yet: {e.Message}");
            return false;
        }
    }
}
