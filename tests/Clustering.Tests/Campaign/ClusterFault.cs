using AwacAkka.Clustering.Tests.Storage;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>What a fault befalls: of two that befall the same, one would mend what the other does.</summary>
internal enum FaultSubject
{
    /// <summary>Processes of nodes.</summary>
    Nodes,

    /// <summary>What is between them.</summary>
    Network,

    /// <summary>The database's server.</summary>
    Database,

    /// <summary>Wall clocks.</summary>
    Clocks,
}

/// <summary>Something that befalls a cluster, and is over when <see cref="StrikeAsync"/> is.</summary>
/// <param name="Subject">What it befalls.</param>
/// <param name="Kind">What it is, in a few words.</param>
/// <param name="Chance">How often it is drawn, relative to others.</param>
/// <param name="StrikeAsync">Does it, and mends it.</param>
internal sealed record ClusterFault(FaultSubject Subject, string Kind, int Chance, Func<Task> StrikeAsync)
{
    /// <summary>All of them; those of the network only where hosts of the tests' own are allowed.</summary>
    /// <param name="cluster">The cluster: at least three learners and two rollout nodes, and a rollout node <c>r4</c> that is not always there.</param>
    /// <param name="server">Its database.</param>
    /// <param name="network">Its network; null where it is loopback.</param>
    /// <param name="random">What chooses nodes and times.</param>
    public static IReadOnlyList<ClusterFault> List(TestCluster cluster, PostgresServer server, TestNetwork? network, Random random)
    {
        string Any(string role) => Pick([.. cluster.Names(role).Where(name => name != "r4")]);
        string Pick(string[] names) => names[random.Next(names.Length)];
        string Oldest(params string[] roles) => roles.SelectMany(cluster.Names).Where(cluster.IsRunning).MinBy(name => cluster[name].Started) ?? Any("learner");
        TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + (most - least) * random.NextDouble());
        static TimeSpan Later(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
        (string, int) Host(string name) => (name, cluster.Place(name).Number);

        async Task Kill(params string[] names)
        {
            await Task.WhenAll(names.Where(cluster.IsRunning).Select(cluster.KillAsync));
            await Task.Delay(Seconds(0, 4));
            foreach (var name in names)
            {
                cluster.Start(name);
            }
        }

        // It goes on with the connections that it has, is killed, and then is none of the cluster's until its certificate is renewed.
        async Task RunOut(string name)
        {
            var end = DateTimeOffset.UtcNow + Seconds(8, 16);
            cluster.GiveBriefCertificate(name, end);
            await Kill(name);
            await Task.Delay(Later(end - DateTimeOffset.UtcNow) + Seconds(0, 4));
            await Kill(name);
            await Task.Delay(Seconds(1, 6));
            cluster.RenewCertificate(name);
        }

        async Task Sleep(string name)
        {
            if (cluster.IsRunning(name))
            {
                cluster[name].Signal("STOP");
                await Task.Delay(Seconds(1, 15));
                cluster[name].Signal("CONT");
            }
        }

        async Task Part(string one, string[] others, TimeSpan time)
        {
            Array.ForEach(others, other => network!.Part(Host(one), Host(other)));
            await Task.Delay(time);
            Array.ForEach(others, other => network!.Join(Host(one), Host(other)));
        }

        async Task PartFromDatabase(TimeSpan time)
        {
            var learner = Any("learner");
            network!.PartFromDatabase(learner);
            await Task.Delay(time);
            network.JoinDatabase(learner);
        }

        // It stays as it is until it jumps again: what befalls the cluster next befalls one whose clocks differ by hours.
        async Task Jump(TestClock clock)
        {
            var hours = Math.Exp(Math.Log(12 * 60) * random.NextDouble()) / 60;
            clock.Set(TimeSpan.FromHours(random.Next(2) == 0 ? hours : -hours));
            await Task.Delay(Seconds(0, 3));
        }

        async Task Lose(string name)
        {
            network!.Lose(name, 0.05 + 0.25 * random.NextDouble());
            await Task.Delay(Seconds(5, 15));
            network.LoseNone(name);
        }

        async Task Narrow(string name)
        {
            network!.Narrow(Host(name), kilobits: 256);
            await Task.Delay(Seconds(5, 15));
            network.Widen(Host(name));
        }

        string[] Others(string name, string role) => [.. cluster.Names(role).Where(other => other != name)];
        List<ClusterFault> faults =
        [
            new(FaultSubject.Nodes, "kill -9 of a rollout node", 4, () => Kill(Any("rollout"))),
            new(FaultSubject.Nodes, "kill -9 of all rollout nodes", 1, () => Kill(cluster.Names("rollout"))),
            new(FaultSubject.Nodes, "kill -9 of a learner", 4, () => Kill(Any("learner"))),
            new(FaultSubject.Nodes, "kill -9 of a learner and a rollout node", 3, () => Kill(Any("learner"), Any("rollout"))),
            new(FaultSubject.Nodes, "kill -9 of the oldest learner, which has the shard coordinator", 3, () => Kill(Oldest("learner"))),
            new(FaultSubject.Nodes, "kill -9 of the oldest node", 2, () => Kill(Oldest("learner", "rollout"))),
            new(FaultSubject.Nodes, "kill -9 of all nodes", 1, () => Kill([.. cluster.Names("learner"), .. cluster.Names("rollout").Where(name => name != "r4")])),
            new(FaultSubject.Nodes, "SIGSTOP of a learner for 1 to 15 s", 4, () => Sleep(Any("learner"))),
            new(FaultSubject.Nodes, "SIGSTOP of a rollout node for 1 to 15 s", 2, () => Sleep(Any("rollout"))),
            new(FaultSubject.Nodes, "the certificate of a node runs out, and is renewed", 3, () => RunOut(Any(Pick(["learner", "rollout"])))),
            new(FaultSubject.Database, "PostgreSQL restarted", 2, async () =>
            {
                await server.StopAsync("fast");
                await server.StartAsync();
            }),
            new(FaultSubject.Database, "kill -9 of PostgreSQL", 2, server.KillAsync),
            new(FaultSubject.Database, "PostgreSQL out of connections for 2 to 8 s", 2, async () =>
            {
                await server.ExecuteAsync("postgres", $"ALTER ROLE {PostgresServer.Node} CONNECTION LIMIT 0");
                await server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{PostgresServer.Node}'");
                await Task.Delay(Seconds(2, 8));
                await server.ExecuteAsync("postgres", $"ALTER ROLE {PostgresServer.Node} CONNECTION LIMIT -1");
            }),
            new(FaultSubject.Nodes, "a node joins, and leaves", 3, async () =>
            {
                cluster.Start("r4");
                await Task.WhenAny(cluster["r4"].Up, Task.Delay(TimeSpan.FromSeconds(30)));
                await Task.Delay(Seconds(0, 3));
                await cluster.LeaveAsync("r4");
            }),
        ];
        if (cluster.HasClocks)
        {
            faults.AddRange(
            [
                new(FaultSubject.Clocks, "the clock of a learner is set to 1 min to 12 h before or after the time", 4, () => Jump(cluster.ClockOf(Any("learner")))),
                new(FaultSubject.Clocks, "the clock of a rollout node is set to 1 min to 12 h before or after the time", 2, () => Jump(cluster.ClockOf(Any("rollout")))),
            ]);
        }

        if (server.Clock is { } clock)
        {
            faults.Add(new(FaultSubject.Clocks, "the clock of PostgreSQL is set to 1 min to 12 h before or after the time", 3, () => Jump(clock)));
        }

        if (network is { CanLose: true })
        {
            faults.Add(new(FaultSubject.Network, "a node loses 5 to 30 % of its packets for 5 to 15 s", 3, () => Lose(Any(Pick(["learner", "rollout"])))));
        }

        if (network is { CanNarrow: true })
        {
            faults.Add(new(FaultSubject.Network, "a node's line carries 256 kbit/s for 5 to 15 s, what is more waits or is lost", 3, () => Narrow(Any(Pick(["learner", "rollout"])))));
        }

        return network is null ? faults :
        [
            .. faults,
            new(FaultSubject.Network, "a rollout node and a learner parted for 0.5 to 2 s", 2, () => Part(Any("rollout"), [Any("learner")], Seconds(0.5, 2))),
            new(FaultSubject.Network, "a rollout node and a learner parted for 8 to 15 s", 2, () => Part(Any("rollout"), [Any("learner")], Seconds(8, 15))),
            new(FaultSubject.Network, "two learners parted for 0.5 to 2 s", 2, () => Part("l1", [Pick(["l2", "l3"])], Seconds(0.5, 2))),
            new(FaultSubject.Network, "two learners parted for 8 to 15 s", 2, () => Part("l1", [Pick(["l2", "l3"])], Seconds(8, 15))),
            new(FaultSubject.Network, "a learner parted from all nodes for 8 to 15 s", 3, () =>
            {
                var learner = Any("learner");
                return Part(learner, [.. Others(learner, "learner"), .. Others(learner, "rollout")], Seconds(8, 15));
            }),
            new(FaultSubject.Network, "a learner parted from the database for 0.5 to 2 s", 2, () => PartFromDatabase(Seconds(0.5, 2))),
            new(FaultSubject.Network, "a learner parted from the database for 8 to 15 s", 2, () => PartFromDatabase(Seconds(8, 15))),
        ];
    }
}
