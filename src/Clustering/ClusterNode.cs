using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Nodes;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Runs;
using AwacAkka.Clustering.Serving;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Wire;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Clustering;

/// <summary>A member of the cluster: its actor system, and what it does there.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly ActorSystem system;
    private readonly ClusterDatabase? database;
    private readonly NodeConfig config;
    private readonly CoordinatedShutdown shutdown;

    private ClusterNode(ActorSystem system, ClusterDatabase? database, NodeConfig config) =>
        (this.system, this.database, this.config, shutdown) = (system, database, config, CoordinatedShutdown.Get(system));

    /// <summary>Completes when the node has ended: it was asked to, or for <see cref="EndReason"/>.</summary>
    public Task Ended => system.WhenTerminated;

    /// <summary>Why a node that was not asked to has ended, and what to do, in a sentence without a full stop.</summary>
    public string EndReason => shutdown.ShutdownReason switch
    {
        NoLearnerLeftReason => "the last learner has left the cluster; start this node again when there is one",
        { } reason when reason.GetType().Name == "TlsHandshakeFailureReason" => // Akka's, and not public
            "a connection to another node was not opened: it shows no certificate that is valid, or has just ended; see the log, and start this node again",
        _ => "the other nodes have declared this one gone; see that they can reach each other, and start it again",
    };

    /// <summary>The node's address.</summary>
    public Address Address => Cluster.Get(system).SelfAddress;

    /// <summary>Starts a node and waits until the cluster has let it in.</summary>
    /// <param name="config">What it is told.</param>
    /// <param name="loggers">Where its log goes.</param>
    /// <param name="workers">How worker processes are started; null for a program that has none.</param>
    /// <param name="patience">How long the seed nodes may take to answer.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunConfigException">The port is taken, a certificate cannot be used, seed nodes cannot be found, none lets it in, or the others do not understand this version.</exception>
    /// <exception cref="AwacAkka.Actors.Records.StorageException">The database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static async Task<ClusterNode> StartAsync(
        NodeConfig config, ILoggerFactory loggers, WorkerLaunch? workers, TimeSpan patience, CancellationToken cancellation)
    {
        var isLearner = config.Roles.Contains(NodeRole.Learner);
        var database = isLearner ? await ClusterDatabase.OpenAsync(config.Database, cancellation).ConfigureAwait(false) : null;
        ActorSystem? system = null;
        try
        {
            var setup = NodeSystem.Setup(config, loggers, database is null ? null : ClusterJournal.Configuration());
            system = Create(config, database is null ? setup : setup.And(ClusterJournal.PluginSetup(database)));
            var seeds = config.Discovery is null ? config.SeedNodes : await SeedDiscovery.FindAsync(system, config, cancellation).ConfigureAwait(false);
            var node = new ClusterNode(system, database, config);
            node.WatchCertificates();
            node.StartRollouts(workers);
            await node.JoinAsync(seeds, patience, cancellation).ConfigureAwait(false);
            if (NodeVersionCheck.Refusal(Cluster.Get(system)) is { } refusal)
            {
                await node.LeaveAsync().ConfigureAwait(false); // one that just ended would be a dead node to the others
                throw new RunConfigException(refusal);
            }

            node.WatchLearners(seeds);
            node.StartRuns(); // none comes here before it is clear that the others understand this node
            return node;
        }
        catch
        {
            await (system?.Terminate() ?? Task.CompletedTask).ConfigureAwait(false);
            database?.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the cluster: jobs that have begun are finished, runs go on elsewhere; within <see cref="NodeConfig.LeaveTimeout"/>.</summary>
    public async Task LeaveAsync()
    {
        var left = shutdown.Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        try
        {
            await left.WaitAsync(config.LeaveTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            system.Log.Warning($"leaving the cluster took longer than {config.LeaveTimeout.TotalSeconds:g} s: what is left is given up, and done again elsewhere");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await system.Terminate().WaitAsync(config.LeaveTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // An environment that hangs in native code keeps its thread; the process ends over it.
        }

        database?.Dispose();
    }

    private static ActorSystem Create(NodeConfig config, Akka.Actor.Setup.ActorSystemSetup setup)
    {
        try
        {
            return ActorSystem.Create(config.Name, setup);
        }
        catch (Exception e) when (Causes(e).OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            throw new RunConfigException(socket.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"the port {config.Port} is taken by another program or node: set cluster.port to another one"
                : $"the node cannot listen on {config.Hostname}:{config.Port}: {socket.Message.TrimEnd('.')}; set cluster.hostname, or cluster.bind-hostname, to an address of this machine", e);
        }
    }

    private static IEnumerable<Exception> Causes(Exception exception) =>
        exception is AggregateException several ? several.InnerExceptions.SelectMany(Causes)
        : exception.InnerException is { } inner ? Causes(inner).Prepend(exception)
        : [exception];

    private void WatchCertificates()
    {
        if (config.Tls is { } tls)
        {
            system.ActorOf(Props.Create(() => new CertificateWatchActor(tls, TimeProvider.System)), "certificates");
        }
    }

    /// <summary>A node that was let in by others has no work without learners, and begins no cluster itself.</summary>
    private void WatchLearners(IReadOnlyList<NodeAddress> seeds)
    {
        if (database is null && seeds.Any(seed => seed != new NodeAddress(config.Hostname, config.Port)))
        {
            var patience = config.FailureDetection.AcceptablePause + config.FailureDetection.StableAfter;
            system.ActorOf(Props.Create(() => new LearnerWatchActor(patience, TimeProvider.System)), "learners");
        }
    }

    private void StartRollouts(WorkerLaunch? workers)
    {
        if (config.Roles.Contains(NodeRole.Rollout))
        {
            var (lanes, launch) = (config.Workers, workers);
            var rollouts = system.ActorOf(Props.Create(() => new RolloutNodeActor(lanes, launch, ArithmeticProbe.Of)), RolloutNodeActor.Name);
            shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "finish the rollouts that have begun", async () =>
            {
                await rollouts.Ask<NodeDrained>(new DrainNode(), config.LeaveTimeout / 2).ConfigureAwait(false);
                return Akka.Done.Instance;
            });
        }
    }

    private void StartRuns()
    {
        if (this.database is not { } database)
        {
            return;
        }

        var (hedging, interval, perLearner) = (config.Hedging, config.PollInterval, config.RunsPerLearner);
        var settled = config.FailureDetection.AcceptablePause + config.FailureDetection.StableAfter;
        var telling = TimeSpan.FromTicks(Math.Min(interval.Ticks, TimeSpan.TicksPerSecond)); // whether it is alive is read from it: see ClusterEntry
        var reports = system.ActorOf(Props.Create(() => new ReportsActor(database, telling, TimeProvider.System)), "reports");
        var runs = RunShards.Start(system, name => Props.Create(() => new ClusterRunActor(name, database, hedging, settled, reports)));
        reports.Tell(new ShardsHere(runs));
        system.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new RunStarterActor(database, runs, perLearner, interval)),
                PoisonPill.Instance,
                ClusterSingletonManagerSettings.Create(system).WithRole(NodeRole.Learner)),
            RunStarterActor.Name);
    }

    private async Task JoinAsync(IReadOnlyList<NodeAddress> seeds, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await new ClusterEntry(system, seeds, database).JoinAsync(limit.Token).ConfigureAwait(false);
        }
        catch (ClusterJoinFailedException e) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellation); // it is what Akka makes of that
        }
        catch (Exception e) when (e is ClusterJoinFailedException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new RunConfigException(
                $"no seed node has let this node in within {patience.TotalSeconds:0} s: {string.Join(", ", seeds)}; see that one of them runs, that its name of "
                + "cluster and its certificates' authority are the same, and that it can be reached", e);
        }
    }
}
