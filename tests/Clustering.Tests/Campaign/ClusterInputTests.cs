using System.Collections.Concurrent;
using AwacAkka.Actors.Configuration;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Tests.Storage;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>What is asked wrongly of a cluster ends in one sentence without a secret, with exit code 2, and leaves nothing behind.</summary>
[Collection(ProgramTests.Name)]
[Trait("Category", "Long")]
public sealed class ClusterInputTests
{
    private readonly PostgresServer server;

    public ClusterInputTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    /// <summary>What is wrong with the database, and what is said of it.</summary>
    public static TheoryData<string, string, string> Databases => new()
    {
        { "port = 1", string.Empty, "cannot be reached" },
        { "password-variable = PATH", string.Empty, "refuses the user or its password" },
        { "name = nowhere", string.Empty, "does not exist" },
        { string.Empty, "REVOKE INSERT ON awac.journal FROM node", "may not INSERT" },
        { string.Empty, "UPDATE awac.schema_version SET version = 3", "has tables of version 3" },
        { string.Empty, "ALTER ROLE node CONNECTION LIMIT 0", "is out of connections" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_that_cannot_be_used_stops_nodes_and_commands_alike(string setting, string sql, string sentence)
    {
        await using var cluster = await CreateAsync();
        var file = cluster.ConfigOf("l1");
        if (sql.Length > 0)
        {
            await server.ExecuteAsync(cluster.Settings.Database, sql);
        }
        else
        {
            await File.AppendAllTextAsync(file, $"\ncluster.database.{setting}", Cancellation);
        }

        try
        {
            var scenario = Path.Combine(cluster.Folder, "scenario.conf");
            await File.WriteAllTextAsync(scenario, SmallScenario.Config(400).ToHocon(), Cancellation);
            var (commands, folder) = (new ClusterCommands(file), Path.Combine(cluster.Folder, "fetched"));
            string[] refusals =
            [
                await commands.RefusedAsync("list"),
                await commands.RefusedAsync("submit", "--config", scenario, "--name", "one"),
                await commands.RefusedAsync("fetch", "one", "--run", folder),
                await ClusterCommands.NodeRefusedAsync("--config", file),
            ];
            Assert.All(refusals, refusal =>
            {
                Assert.Contains(sentence, refusal, StringComparison.Ordinal);
                Assert.DoesNotContain(PostgresServer.Password, refusal, StringComparison.Ordinal);
                Assert.DoesNotContain(Environment.GetEnvironmentVariable("PATH")!, refusal, StringComparison.Ordinal);
            });
            Assert.False(Directory.Exists(folder));
        }
        finally
        {
            await server.ExecuteAsync(cluster.Settings.Database, "ALTER ROLE node CONNECTION LIMIT -1");
        }

        Assert.Equal(["0"], await server.QueryAsync(cluster.Settings.Database, "SELECT count(*) FROM awac.runs"));
    }

    [Fact]
    public async Task Runs_are_told_apart_by_their_names()
    {
        await using var cluster = await CreateAsync();
        var scenario = Path.Combine(cluster.Folder, "scenario.conf");
        await File.WriteAllTextAsync(scenario, SmallScenario.Config(400).ToHocon(), Cancellation);
        var commands = new ClusterCommands(cluster.ConfigOf("l1"));
        await commands.RunAsync("submit", "--config", scenario, "--name", "mine-seed2");
        Assert.Contains("'mine-seed2'", await commands.RefusedAsync("submit", "--config", scenario, "--seed", "1..3", "--name", "mine"), StringComparison.Ordinal);
        Assert.Equal("mine-seed2  queued    seed 1", await commands.RunAsync("list")); // none of the three
        foreach (var command in (string[])["log", "watch", "stop", "resume", "verify", "fetch", "delete"])
        {
            Assert.Contains("'yours'", await commands.RefusedAsync(command, "yours"), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine("runs", "yours")));
    }

    /// <summary>Otherwise whoever watches would wait for ever, without a word, for a cluster that has ended.</summary>
    [Fact]
    public async Task A_run_that_no_learner_tells_of_any_more_is_said_to_be_silent_by_those_who_watch_it()
    {
        await using var cluster = await CreateAsync();
        await cluster.SubmitAsync("lonely", SmallScenario.Config(400));
        await cluster.Catalogue.NoteAsync((await cluster.Catalogue.GetAsync("lonely", Cancellation)).Hold, SeenState.Running, null, Cancellation);
        var report = new RunReport("akka.tcp://awac@127.0.0.1:1", "online", 3, 10, 20, null, null, null, 0.5, "digest", [], null);
        await new ReportTable(cluster.Database).WriteAsync(ReportTable.Runs, new Dictionary<string, RunReport> { ["lonely"] = report }, Cancellation);
        await server.ExecuteAsync(cluster.Settings.Database, "UPDATE awac.reports SET at = at - interval '100 s'");
        var watching = new ClusterCommands(cluster.ConfigOf("l1")).RunAsync("watch", "lonely");
        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation); // it looks once a second
        await cluster.Catalogue.NoteAsync((await cluster.Catalogue.GetAsync("lonely", Cancellation)).Hold, SeenState.Finished, "digest", Cancellation);
        Assert.Matches("^lonely: no learner has told of it for 10[0-9] s; it goes on when .*\nlonely: finished digest$", await watching);
    }

    [Fact]
    public async Task A_role_that_does_not_exist_is_refused()
    {
        await using var cluster = await CreateAsync();
        Assert.Contains("learnr", await ClusterCommands.NodeRefusedAsync("--config", cluster.ConfigOf("l1"), "--role", "learnr"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_has_run_out_is_refused_before_anything_starts()
    {
        await using var cluster = await CreateAsync();
        cluster.GiveBriefCertificate("r1", end: DateTimeOffset.MinValue);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation); // it may have been made within the second in which it ends
        var refusal = await ClusterCommands.NodeRefusedAsync("--config", cluster.ConfigOf("r1"), "--role", "rollout");
        Assert.Contains($"the certificate '{Path.Combine(cluster.Folder, "r1.pem")}' cannot be used: its certificate ran out at ", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused_by_number()
    {
        await using var cluster = await CreateAsync();
        await using var first = await StartAsync(Load(cluster, "r1", alone: true));
        var refusal = await ClusterCommands.NodeRefusedAsync("--config", cluster.ConfigOf("r1"), "--role", "rollout");
        Assert.Contains($"the port {cluster.Place("r1").Port} is taken by another program or node", refusal, StringComparison.Ordinal);
    }

    /// <summary>It is let in, sees that the other has another number, and leaves before it has taken anything up.</summary>
    [Fact]
    public async Task A_node_whose_messages_have_another_number_leaves_at_once_and_says_which_versions_there_are()
    {
        await using var cluster = await CreateAsync();
        var config = Load(cluster, "r1", alone: true);
        await using var seed = await StartAsync(config);
        var other = config with { Port = 0, Version = new NodeVersion("9.8.7", config.Version.Wire + 1) };
        var refusal = await Assert.ThrowsAsync<RunConfigException>(() => StartAsync(other, patience: 20));
        Assert.StartsWith(
            $"this program is of version 9.8.7 and its messages between nodes have the number {other.Version.Wire}, those of {seed.Address} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"(version {config.Version.Program}) have {config.Version.Wire}: install here the version that the cluster has", refusal.Message, StringComparison.Ordinal);

        await using var newer = await StartAsync(config with { Port = 0, Version = config.Version with { Program = "9.8.7" } }, patience: 20);
        Assert.False(seed.Ended.IsCompleted);
    }

    /// <summary>The cluster's node is of another version; the program is this one, as users start it.</summary>
    [Fact]
    public async Task A_program_whose_messages_have_another_number_than_the_clusters_ends_with_a_sentence()
    {
        await using var cluster = await CreateAsync();
        var config = Load(cluster, "r1", alone: true);
        await using var seed = await StartAsync(config with { Version = new NodeVersion("9.8.7", config.Version.Wire + 1) });
        await File.AppendAllTextAsync(
            cluster.ConfigOf("l1"), $"\ncluster {{ seed-nodes = [\"127.0.0.1:{config.Port}\"] }}", Cancellation);
        using var program = NodeProcess.Start(cluster.ConfigOf("l1"), NodeRole.Rollout);
        Assert.Equal(ExitCode.BadInput, await program.ExitCodeAsync());
        var error = Assert.Single(program.Output.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.StartsWith($"error: this program is of version {config.Version.Program} and its messages between nodes have the number {config.Version.Wire}, ", error, StringComparison.Ordinal);
        Assert.Contains($"(version 9.8.7) have {config.Version.Wire + 1}: ", error, StringComparison.Ordinal);
        Assert.False(program.IsUp);
    }

    /// <summary>Neither is told where the other is, but by the method.</summary>
    [Fact]
    public async Task Nodes_find_each_other_by_discovery()
    {
        await using var cluster = await CreateAsync();
        string Discovery(string name, params string[] found) =>
            File.ReadAllText(cluster.ConfigOf(name)).Replace("seed-nodes = ", "# ", StringComparison.Ordinal)
            + $"\ncluster.discovery {{ method = config, settings.services.awac.endpoints = [{string.Join(", ", found.Select(node => $"\"127.0.0.1:{cluster.Place(node).Port}\""))}] }}";
        foreach (var name in (string[])["l1", "r1"])
        {
            await File.WriteAllTextAsync(cluster.ConfigOf(name), Discovery(name, "r1", "l1"), Cancellation); // as a registry would tell all of them
        }

        var starts = ((string, string)[])[("l1", NodeRole.Learner), ("r1", NodeRole.Rollout)];
        var nodes = await Task.WhenAll(starts.Select(start => StartAsync(NodeConfigLoader.Load(cluster.ConfigOf(start.Item1), [start.Item2]), patience: 60)));
        try
        {
            var reports = new ReportTable(cluster.Database);
            await cluster.UntilAsync(
                async () => (await reports.ReadAsync<NodeReport>(ReportTable.Nodes, Cancellation)).Values.Any(told => told.Report.Members.Count(m => m.Status == "Up") == 2),
                "both nodes in one cluster");
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_node_that_no_seed_node_answers_says_which_were_asked()
    {
        await using var cluster = await CreateAsync();
        var refusal = await Assert.ThrowsAsync<RunConfigException>(() => StartAsync(Load(cluster, "r1")));
        Assert.Contains($"no seed node has let this node in within 3 s: 127.0.0.1:{cluster.Place("l1").Port};", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_node_with_a_certificate_of_another_authority_is_not_let_in()
    {
        await using var cluster = await CreateAsync();
        var (config, stranger) = (Load(cluster, "r1", alone: true), TestCertificates.Make());
        using var log = new Lines();
        await using var seed = await StartAsync(config, log);
        var other = config with { Port = 0, Tls = config.Tls! with { Authority = stranger.Authority, Certificate = stranger.Node, Key = stranger.NodeKey } };
        do
        {
            var refusal = await Assert.ThrowsAsync<RunConfigException>(() => StartAsync(other));
            Assert.Contains("its certificates' authority", refusal.Message, StringComparison.Ordinal);
        }
        while (!log.Text.Contains("is refused: its certificate is not one of the cluster's authority", StringComparison.Ordinal)); // unless the stranger, who refuses the node, was first
    }

    private async Task<TestCluster> CreateAsync()
    {
        var cluster = await TestCluster.CreateAsync(server, Detection.Test);
        cluster.Plan(learners: 1, rollouts: 1);
        return cluster;
    }

    /// <summary>The configuration of a rollout node; alone, it is its own seed node.</summary>
    private static NodeConfig Load(TestCluster cluster, string name, bool alone = false)
    {
        var config = NodeConfigLoader.Load(cluster.ConfigOf(name), [NodeRole.Rollout]);
        return alone ? config with { SeedNodes = [new NodeAddress(config.Hostname, config.Port)] } : config;
    }

    private static Task<ClusterNode> StartAsync(NodeConfig config, ILoggerProvider? log = null, int patience = 3)
    {
        var loggers = LoggerFactory.Create(builder =>
        {
            if (log is not null)
            {
                builder.AddProvider(log);
            }
        });
        return ClusterNode.StartAsync(config, loggers, null, TimeSpan.FromSeconds(patience), Cancellation);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public string Text => string.Join('\n', lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
