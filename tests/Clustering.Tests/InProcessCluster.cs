using Akka.Actor;
using Akka.Cluster;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Dispatch;
using AwacAkka.Clustering.Nodes;
using AwacAkka.Clustering.Serving;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Clustering.Tests;

/// <summary>Nodes in one process, each an actor system with a port of its own on loopback. A run is kept in a folder.</summary>
internal sealed class InProcessCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<ActorSystem> nodes = [];
    private readonly List<string> folders = [];

    /// <summary>The nodes that were started.</summary>
    public IReadOnlyList<ActorSystem> Nodes => nodes;

    /// <summary>Starts a node and waits until the others have let it in.</summary>
    public async Task<ActorSystem> AddNodeAsync(
        IReadOnlyList<string> roles, int workers = 2, RunFolder? folder = null, Func<NodeConfig, NodeConfig>? change = null, TimeSpan? patience = null,
        Func<string, RolloutArithmetic>? arithmetic = null, ActorSystem? first = null)
    {
        var config = Config(roles, workers);
        config = change?.Invoke(config) ?? config;
        var setup = NodeSystem.Setup(config, NullLoggerFactory.Instance, RunSystem.Configuration());
        var system = ActorSystem.Create(config.Name, folder is null ? setup : setup.And(JournalDatabase.PluginSetup(folder)));
        var cluster = Cluster.Get(system);
        nodes.Add(system);
        var asked = Cluster.Get(first ?? nodes[0]).SelfAddress;
        await cluster.JoinAsync(asked.WithProtocol(cluster.SelfAddress.Protocol), TestContext.Current.CancellationToken).WaitAsync(patience ?? Patience);
        if (roles.Contains(NodeRole.Rollout))
        {
            var computes = arithmetic ?? ArithmeticProbe.Of;
            system.ActorOf(Props.Create(() => new RolloutNodeActor(workers, null, computes)), RolloutNodeActor.Name);
        }

        return system;
    }

    /// <summary>Has a run go on in a folder until its end.</summary>
    /// <param name="learner">The node that has it.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="dispatch">Gets the run's dispatch once it is there.</param>
    public static async Task<Finished> TrainAsync(ActorSystem learner, RunFolder folder, RunConfig config, Action<IActorRef>? dispatch = null)
    {
        using var lease = JournalDatabase.Open(folder);
        var terms = new RolloutTerms(
            "run", config.Environment.Id, 1, config.Faults, config.Rollouts.Isolation, config.Rollouts.MaxFailures, config.Rollouts.StepTimeout,
            config.Rollouts.StartTimeout, ArithmeticProbe.Of(config.Environment.Id));
        var hedging = new Hedging(3, TimeSpan.FromSeconds(1));
        var dispatcher = learner.ActorOf(Props.Create(() => new DispatchActor(terms, hedging, TimeProvider.System)), "dispatch");
        dispatch?.Invoke(dispatcher);
        var finished = new TaskCompletionSource<Finished>(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = FolderRunStore.Of(folder, config, lease.Check);
        var source = new NodeWorkerSource(dispatcher);
        var spec = new RunSpec(config, 1, null);
        Action<IRunNews> publish = _ => { };
        var guardian = learner.ActorOf(Props.Create(() => new RunGuardian(spec, store, source, finished, publish, CancellationToken.None)), "guardian");
        try
        {
            return await finished.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        }
        finally
        {
            await guardian.GracefulStop(Patience);
            await dispatcher.GracefulStop(Patience);
        }
    }

    /// <summary>Ends a node without a word to the others, as a crash does. Akka's own <c>Terminate</c> has it leave first.</summary>
    public static Task KillAsync(ActorSystem node) =>
        CoordinatedShutdown.Get(node).Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseActorSystemTerminate);

    /// <summary>Members that a node knows to be up.</summary>
    public static int Ups(ActorSystem node) => Cluster.Get(node).State.Members.Count(member => member.Status == MemberStatus.Up);

    /// <summary>Waits until something is so, for as long as the test may take.</summary>
    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    /// <summary>Waits until something is so that somebody has to be asked for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A new folder, which goes with the cluster.</summary>
    public RunFolder NewFolder(RunConfig config)
    {
        var path = Path.Combine(Path.GetTempPath(), "awac-cluster-" + Guid.NewGuid().ToString("N"));
        folders.Add(path);
        return RunFolder.Create(path, config, 1, null);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(nodes.Select(node => node.Terminate()));
        folders.ForEach(folder => Directory.Delete(folder, recursive: true));
    }

    /// <summary>The configuration of a node, where a test changes nothing.</summary>
    public static NodeConfig Config(IReadOnlyList<string> roles, int workers) => new()
    {
        Name = "awac",
        Hostname = "127.0.0.1",
        Port = 0,
        BindHostname = "",
        SeedNodes = [],
        Roles = roles,
        LeaveTimeout = TimeSpan.FromSeconds(5),
        Workers = workers,
        RunsPerLearner = 2,
        PollInterval = TimeSpan.FromSeconds(1),
        Database = new DatabaseSettings("127.0.0.1", 5432, "awac", "awac"),
        Hedging = new Hedging(3, TimeSpan.FromSeconds(1)),
        FailureDetection = new FailureDetection(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)),
        Tls = null,
    };
}
