using System.Diagnostics;
using System.Globalization;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Tests.Storage;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>
/// Faults drawn by a seed befall a cluster while it trains run after run. AWAC_CAMPAIGN_FAULTS sets another number of them than 300,
/// AWAC_CAMPAIGN_SEED another seed than 1, AWAC_CAMPAIGN_MINUTES an end before. AWAC_CAMPAIGN_KINDS leaves those that have one of its words in their
/// name, such as kill,clock. Its tally stands in AWAC_CAMPAIGN_LOG as it grows.
/// </summary>
public sealed class FaultCampaign
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly SortedDictionary<string, int> tally = new(StringComparer.Ordinal);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private int runs;
    private int faults;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task Whatever_befalls_a_cluster_every_run_comes_to_the_local_bits()
    {
        PostgresServer.Require();
        var (wanted, seed, minutes) = (TrialLog.Setting("AWAC_CAMPAIGN_FAULTS", 300), TrialLog.Setting("AWAC_CAMPAIGN_SEED", 1), TrialLog.Setting("AWAC_CAMPAIGN_MINUTES", 24 * 60));
        var random = new SharedRandom(seed);
        using var network = TestNetwork.Create();
        await using var server = new PostgresServer(network?.Gateway, hasClock: true);
        await server.InitializeAsync();
        await using var cluster = await TestCluster.CreateAsync(server, Detection.Test, network, TestCertificates.Make(age: TimeSpan.FromDays(2)));
        cluster.Plan(learners: 3, rollouts: 4);
        cluster.AddClocks();
        string[] always = ["l1", "l2", "l3", "r1", "r2", "r3"];
        await cluster.StartAsync(always);
        string[] words = (Environment.GetEnvironmentVariable("AWAC_CAMPAIGN_KINDS") ?? string.Empty).Split(',');
        ClusterFault[] drawn = [.. ClusterFault.List(cluster, server, network, random).Where(fault => words.Any(word => fault.Kind.Contains(word, StringComparison.Ordinal)))];
        Tell($"seed {seed}, {(network is null ? "on loopback, without faults of the network" : "a network namespace each")}");
        while (faults < wanted && clock.Elapsed.TotalMinutes < minutes)
        {
            var batch = Enumerable.Range(0, 2).Select(i => (Name: $"run{runs + i}", Config: Scenario(runs + i), Seed: (ulong)(runs + i) % 3 + 1)).ToArray();
            foreach (var run in batch)
            {
                await cluster.SubmitAsync(run.Name, run.Config, run.Seed);
            }

            var ends = Task.WhenAll(batch.Select(run => cluster.FinishedAsync(run.Name)));
            while (!ends.IsCompleted)
            {
                await Task.WhenAll(Draw(drawn, random).Select(StrikeAsync));
                await SettleAsync(cluster, always, ends);
                await Task.WhenAny(ends, Task.Delay(TimeSpan.FromSeconds(3 * random.NextDouble()), Cancellation));
            }

            foreach (var (run, bits) in batch.Zip(await ends))
            {
                await CheckAsync(cluster, run.Name, bits, await SmallScenario.LocalAsync(run.Config, run.Seed));
            }

            runs += batch.Length;
            await AssertOneClusterAsync(cluster, always);
            Tell($"{runs} runs with the local bits after {faults} faults, {cluster.Restarts} nodes that ended by themselves were started again");
        }

        foreach (var (kind, count) in tally)
        {
            Tell($"{count,4}  {kind}");
        }

        foreach (var (_, process) in cluster.All)
        {
            Assert.DoesNotContain(PostgresServer.Password, process.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>Depth 0 and 1 in turn.</summary>
    private static RunConfig Scenario(int number) => SmallScenario.Config(steps: 12_000, depth: number % 2);

    /// <summary>One fault, or more often two beside each other that befall different things.</summary>
    private static IReadOnlyList<ClusterFault> Draw(IReadOnlyList<ClusterFault> all, Random random)
    {
        var first = DrawOne(all, random);
        ClusterFault[] others = [.. all.Where(fault => fault.Subject != first.Subject)];
        return others.Length == 0 || random.Next(4) == 0 ? [first] : [first, DrawOne(others, random)];
    }

    private static ClusterFault DrawOne(IReadOnlyList<ClusterFault> all, Random random)
    {
        var ticket = random.Next(all.Sum(fault => fault.Chance));
        return all.First(fault => (ticket -= fault.Chance) < 0);
    }

    private async Task StrikeAsync(ClusterFault fault)
    {
        faults++;
        tally[fault.Kind] = tally.GetValueOrDefault(fault.Kind) + 1;
        Tell($"{faults}. {fault.Kind}");
        await fault.StrikeAsync();
    }

    /// <summary>Until all nodes are in the cluster again, as far as they come there: some faults are to fall upon a cluster that has not recovered.</summary>
    private static async Task SettleAsync(TestCluster cluster, string[] names, Task ends)
    {
        var limit = Stopwatch.StartNew();
        while (limit.Elapsed < TimeSpan.FromSeconds(20) && !ends.IsCompleted && !names.All(name => cluster.IsRunning(name) && cluster[name].IsUp))
        {
            await Task.Delay(100, Cancellation);
        }
    }

    private static async Task CheckAsync(TestCluster cluster, string run, RunBits bits, RunBits local)
    {
        Assert.Equal(local.Digest, bits.Digest);
        Assert.Equal(local.Chunks, bits.Chunks);
        await JournalChecks.AssertSoundAsync(cluster, run);
    }

    /// <summary>All learners come to see each other: none is left in a cluster of its own.</summary>
    private static async Task AssertOneClusterAsync(TestCluster cluster, string[] names)
    {
        var limit = Stopwatch.StartNew();
        IReadOnlyDictionary<string, (NodeReport Report, double Age)> reports;
        do
        {
            await Task.Delay(500, Cancellation);
            reports = (await new ReportTable(cluster.Database).ReadAsync<NodeReport>(ReportTable.Nodes, Cancellation))
                .Where(r => r.Value.Age < 3).ToDictionary(r => r.Key, r => r.Value);
            if (reports.Count == 3 && reports.Values.All(r => r.Report.Members.Count(m => m.IsReachable && m.Status == "Up") >= names.Length))
            {
                return;
            }
        }
        while (limit.Elapsed < Patience);

        Assert.Fail("learners do not see all nodes: " + string.Join(
            "; ", reports.Select(r => $"{r.Key} sees {string.Join(", ", r.Value.Report.Members.Select(m => $"{m.Address} {m.Status} {m.IsReachable}"))}")) + "\n" + cluster.Tail());
    }

    /// <summary>Random numbers for faults beside each other.</summary>
    /// <param name="seed">The seed.</param>
    private sealed class SharedRandom(int seed) : Random(seed)
    {
        private readonly Lock gate = new();

        public override int Next(int maxValue)
        {
            lock (gate)
            {
                return base.Next(maxValue);
            }
        }

        public override double NextDouble()
        {
            lock (gate)
            {
                return base.NextDouble();
            }
        }
    }

    private void Tell(string line) => TrialLog.Tell($"{clock.Elapsed:hh\\:mm\\:ss} {line}");
}
