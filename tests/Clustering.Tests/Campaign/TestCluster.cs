using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Tests.Storage;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>A node that shall be there.</summary>
/// <param name="Name">Its name, some letters and a number.</param>
/// <param name="Role">What it does.</param>
/// <param name="Number">The last number of its address in a network of the tests' own.</param>
/// <param name="Port">Its port.</param>
internal sealed record NodePlace(string Name, string Role, int Number, int Port);

/// <summary>How nodes find out that another is gone.</summary>
/// <param name="Heartbeat">How often they say that they are there.</param>
/// <param name="Pause">How long one may be silent.</param>
/// <param name="Stable">How long nothing may change before the silent ones are declared gone.</param>
internal sealed record Detection(string Heartbeat, string Pause, string Stable)
{
    /// <summary>That of hocon/cluster.conf.</summary>
    public static Detection Default { get; } = new("500ms", "4s", "5s");

    /// <summary>The fast profile that hocon/cluster.conf tells of.</summary>
    public static Detection Fast { get; } = new("100ms", "1s", "500ms");

    /// <summary>For tests beside others on few cores.</summary>
    public static Detection Test { get; } = new("200ms", "3s", "2s");
}

/// <summary>
/// A cluster of real processes with TLS, and its database. A node that ends without being asked is started again, as a service manager does; one that
/// was killed by a test stays away until the test starts it.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private readonly Dictionary<string, NodeProcess> nodes = [];
    private readonly List<(string Name, NodeProcess Process)> all = [];
    private readonly HashSet<string> wanted = [];
    private readonly Dictionary<string, NodePlace> places = [];
    private readonly Dictionary<string, TestClock> clocks = [];
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private readonly Detection detection;
    private readonly TestNetwork? network;
    private readonly Task keeping;

    private TestCluster(DatabaseSettings settings, ClusterDatabase database, Detection detection, TestNetwork? network, TestCertificates certificates)
    {
        (Settings, Database, this.detection, this.network, Certificates) = (settings, database, detection, network, certificates);
        Directory.CreateDirectory(Folder);
        keeping = Task.Run(KeepUpAsync);
    }

    /// <summary>A folder of its own.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "awac-cluster-" + Guid.NewGuid().ToString("N"));

    /// <summary>The database as a node's role uses it.</summary>
    public DatabaseSettings Settings { get; }

    /// <summary>The same, open.</summary>
    public ClusterDatabase Database { get; }

    /// <summary>The cluster's certificates.</summary>
    public TestCertificates Certificates { get; }

    /// <summary>Runs that were submitted.</summary>
    public RunCatalogue Catalogue => new(Database);

    /// <summary>Nodes that ended without being asked, and were started again.</summary>
    public int Restarts { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A cluster without nodes.</summary>
    /// <param name="server">Where its database is made.</param>
    /// <param name="detection">How nodes find out that another is gone.</param>
    /// <param name="network">Where its nodes are; null for loopback.</param>
    /// <param name="certificates">Its certificates; null for those of most tests.</param>
    public static async Task<TestCluster> CreateAsync(PostgresServer server, Detection detection, TestNetwork? network = null, TestCertificates? certificates = null)
    {
        var settings = await server.InitialiseAsync();
        return new TestCluster(settings, await ClusterDatabase.OpenAsync(settings, Cancellation), detection, network, certificates ?? TestCertificates.Shared.Value);
    }

    /// <summary>Says which nodes there are to be; starts none. The learners are the seed nodes.</summary>
    public void Plan(int learners, int rollouts)
    {
        var number = 10;
        for (var i = 1; i <= learners; i++)
        {
            places.Add($"l{i}", new NodePlace($"l{i}", "learner", number++, FreePort()));
        }

        for (var i = 1; i <= rollouts; i++)
        {
            places.Add($"r{i}", new NodePlace($"r{i}", "rollout", number++, FreePort()));
        }

        foreach (var place in places.Values)
        {
            network?.Add(place.Name, place.Number);
            RenewCertificate(place.Name);
        }
    }

    /// <summary>Gives a node the cluster's certificate, which it has from its next start on.</summary>
    public void RenewCertificate(string name) => Configure(name, Certificates.Node, Certificates.NodeKey);

    /// <summary>Gives a node a certificate that runs out, or has, which it has from its next start on.</summary>
    public void GiveBriefCertificate(string name, DateTimeOffset end)
    {
        var (certificate, key) = (Path.Combine(Folder, name + ".pem"), Path.Combine(Folder, name + ".key"));
        Certificates.MakeBrief(certificate, key, end);
        Configure(name, certificate, key);
    }

    /// <summary>Gives each node a wall clock of its own, which its processes have from their next start on.</summary>
    public void AddClocks()
    {
        foreach (var name in places.Keys)
        {
            clocks.Add(name, new TestClock(Path.Combine(Folder, name + ".clock")));
        }
    }

    /// <summary>Whether nodes have clocks of their own.</summary>
    public bool HasClocks => clocks.Count > 0;

    /// <summary>The clock of a node that has one of its own.</summary>
    public TestClock ClockOf(string name) => clocks[name];

    /// <summary>The names of the nodes of a role.</summary>
    public string[] Names(string role) => [.. places.Values.Where(p => p.Role == role).Select(p => p.Name)];

    /// <summary>Where a node is.</summary>
    public NodePlace Place(string name) => places[name];

    /// <summary>The configuration of a node.</summary>
    public string ConfigOf(string name) => Path.Combine(Folder, name + ".conf");

    /// <summary>The process that is a node now.</summary>
    public NodeProcess this[string name]
    {
        get
        {
            lock (gate)
            {
                return nodes[name];
            }
        }
    }

    /// <summary>Whether a node's process is there.</summary>
    public bool IsRunning(string name)
    {
        lock (gate)
        {
            return nodes.TryGetValue(name, out var process) && !process.HasExited;
        }
    }

    /// <summary>Every process that ever was a node.</summary>
    public IReadOnlyList<(string Name, NodeProcess Process)> All
    {
        get
        {
            lock (gate)
            {
                return [.. all];
            }
        }
    }

    /// <summary>Starts nodes, and waits until the cluster has let them in.</summary>
    public async Task StartAsync(params string[] names)
    {
        foreach (var name in names)
        {
            Start(name);
        }

        await UntilAsync(() => Task.FromResult(names.All(name => this[name].IsUp)), $"{string.Join(", ", names)} in the cluster");
    }

    /// <summary>Starts a node, and does not wait.</summary>
    public void Start(string name)
    {
        lock (gate)
        {
            wanted.Add(name);
            if (!nodes.TryGetValue(name, out var before) || before.HasExited)
            {
                var process = NodeProcess.Start(ConfigOf(name), places[name].Role, network?.NamespaceOf(name), clocks.GetValueOrDefault(name));
                nodes[name] = process;
                all.Add((name, process));
            }
        }
    }

    /// <summary>Kills a node; it stays away.</summary>
    public async Task KillAsync(string name)
    {
        Forget(name);
        await this[name].KillAsync();
    }

    /// <summary>Asks a node to leave.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> LeaveAsync(string name)
    {
        Forget(name);
        this[name].Signal("TERM");
        return await this[name].ExitCodeAsync();
    }

    /// <summary>A node that ends is not started again.</summary>
    public void Forget(string name)
    {
        lock (gate)
        {
            wanted.Remove(name);
        }
    }

    /// <summary>Has the cluster train a run.</summary>
    public Task SubmitAsync(string name, RunConfig config, ulong seed = 1) =>
        Catalogue.AddAsync([new SubmittedRun(name, new RunSpec(config, seed, null))], Cancellation);

    /// <summary>Events that a run has recorded.</summary>
    public async Task<int> EventsAsync(string run)
    {
        var identity = (await Catalogue.GetAsync(run, Cancellation)).Identity;
        return (await Task.Run(() => Database.Use(c => ClusterJournal.ReadRun(c, identity)))).Count;
    }

    /// <summary>Waits until a run has recorded so many events.</summary>
    public Task UntilEventsAsync(string run, int count) => UntilAsync(async () => await EventsAsync(run) >= count, $"{count} events of {run}");

    /// <summary>Waits until a run is finished, and gives what it has come to.</summary>
    public async Task<RunBits> FinishedAsync(string run)
    {
        CataloguedRun? found = null;
        await UntilAsync(
            async () =>
            {
                found = await Catalogue.GetAsync(run, Cancellation);
                Assert.False(found.Seen == SeenState.Failed, $"{run} has failed: {found.Outcome}");
                return found.Seen == SeenState.Finished;
            },
            $"the end of {run}");
        IReadOnlyList<string>? chunks = null;
        await UntilAsync(
            async () =>
            {
                chunks = await Task.Run(() => Database.Use(c => RunBits.List(ClusterJournal.Read<ChunkStored>(c, found!.Identity.Id(ReplayActor.Id)))));
                return true;
            },
            $"the chunks of {run}");
        return new RunBits(found!.Outcome!, chunks!);
    }

    /// <summary>The node that has a run, as it tells itself.</summary>
    public async Task<string> LearnerOfAsync(string run)
    {
        string? name = null;
        await UntilAsync(
            async () =>
            {
                var reports = await new ReportTable(Database).ReadAsync<NodeReport>(ReportTable.Nodes, Cancellation);
                name = places.Values.Where(p => IsRunning(p.Name))
                    .FirstOrDefault(p => reports.Any(r => r.Value.Age < 2 && r.Value.Report.Runs.Contains(run) && r.Key.EndsWith($"@{AddressOf(p)}:{p.Port}", StringComparison.Ordinal)))?.Name;
                return name is not null;
            },
            $"a learner that has {run}");
        return name!;
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await TriedAsync(condition))
        {
            Assert.True(clock.Elapsed < Patience, $"waited in vain for {what}; the nodes said last:\n{Tail()}");
            await Task.Delay(50, Cancellation);
        }
    }

    /// <summary>What the nodes said last.</summary>
    public string Tail() => string.Join('\n', All.GroupBy(n => n.Name).Select(n => n.Last()).Select(
        node => $"--- {node.Name}{(node.Process.HasExited ? ", ended" : string.Empty)}\n{string.Join('\n', node.Process.Output.Split('\n').TakeLast(12))}"));

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await keeping;
        if (Environment.GetEnvironmentVariable("AWAC_CLUSTER_LOGS") is { Length: > 0 } logs)
        {
            Directory.CreateDirectory(logs);
            foreach (var (node, index) in All.Select((node, index) => (node, index)))
            {
                await File.WriteAllTextAsync(Path.Combine(logs, $"{index:000}-{node.Name}.log"), node.Process.Output);
            }
        }

        foreach (var (_, process) in All)
        {
            process.Dispose();
        }

        Database.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A port that is free.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string AddressOf(NodePlace place) => network?.AddressOf(place.Number) ?? "127.0.0.1";

    /// <summary>The file is there as a whole or not at all: a node may be started meanwhile.</summary>
    private void Configure(string name, string certificate, string key)
    {
        var file = ConfigOf(name);
        File.WriteAllText(file + ".new", ConfigText(places[name], certificate, key));
        File.Move(file + ".new", file, overwrite: true);
    }

    private string ConfigText(NodePlace place, string certificate, string key) =>
        $$"""
        cluster {
          hostname = "{{AddressOf(place)}}"
          port = {{place.Port}}
          seed-nodes = [{{string.Join(", ", places.Values.Where(p => p.Role == "learner").Select(p => $"\"{AddressOf(p)}:{p.Port}\""))}}]
          rollouts.workers = 1
          runs { per-learner = 2, poll-interval = 200ms }
          database {
            host = "{{network?.Gateway ?? Settings.Host}}", port = {{Settings.Port}}, name = "{{Settings.Database}}", user = "{{Settings.User}}"
            password-variable = {{Settings.PasswordVariable}}, tls = disable, command-timeout = 5s, connections = 10
          }
          tls { authority = "{{Certificates.Authority}}", certificate = "{{certificate}}", key = "{{key}}" }
          failure-detection { heartbeat-interval = {{detection.Heartbeat}}, acceptable-pause = {{detection.Pause}}, stable-after = {{detection.Stable}} }
        }
        """;

    private static async Task<bool> TriedAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (StorageException)
        {
            return false; // the database is away for a moment, which some tests want
        }
    }

    private async Task KeepUpAsync()
    {
        while (!end.IsCancellationRequested)
        {
            string[] ended;
            lock (gate)
            {
                ended = [.. wanted.Where(name => nodes[name].HasExited)];
            }

            foreach (var name in ended)
            {
                Restarts++;
                Start(name);
            }

            await Task.Delay(500, CancellationToken.None);
        }
    }
}
