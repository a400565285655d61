using System.Diagnostics;
using System.Globalization;
using Akka.Cluster;
using AwacAkka.Actors;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Tests.Storage;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>
/// Measures what members cost that have nothing to do, and what a long list of runs costs. All nodes are in this process and speak over loopback, whose
/// counters tell of nothing else where the trial is the only program of a network namespace: ip netns exec NAME ... after ip netns add NAME and
/// ip -n NAME link set lo up. AWAC_MEMBERS names other numbers of members than 10,25,50.
/// </summary>
public sealed class LimitsTrial
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task Members_cost_heartbeats_and_gossip()
    {
        var certificates = TestCertificates.Shared.Value;
        var tls = new TlsConfig(certificates.Authority, certificates.Node, certificates.NodeKey, TimeSpan.Zero);
        await using var cluster = new InProcessCluster();
        foreach (var count in Counts())
        {
            var joining = Stopwatch.StartNew();
            do
            {
                // All at once, once there is one to ask.
                var wanted = cluster.Nodes.Count == 0 ? 1 : count - cluster.Nodes.Count;
                await Task.WhenAll(Enumerable.Range(0, wanted).Select(_ => cluster.AddNodeAsync(
                    [cluster.Nodes.Count < 3 ? NodeRole.Learner : NodeRole.Rollout],
                    change: node => node with { Tls = tls, FailureDetection = new FailureDetection(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5)) },
                    patience: TimeSpan.FromMinutes(3))).ToArray());
            }
            while (cluster.Nodes.Count < count);

            await InProcessCluster.UntilAsync(() => cluster.Nodes.All(node => InProcessCluster.Ups(node) == count));
            var joined = joining.Elapsed;
            await Task.Delay(Settling, Cancellation);
            var (bytes, packets, cpu, clock) = (Loopback("tx_bytes"), Loopback("tx_packets"), Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            await Task.Delay(Watched, Cancellation);
            var nodeSeconds = clock.Elapsed.TotalSeconds * count;
            TrialLog.Tell(FormattableString.Invariant(
                $"{count} members: {joined.TotalSeconds:0.0} s until all saw all up; idle, per node and second {(Loopback("tx_bytes") - bytes) / nodeSeconds:0} bytes and {(Loopback("tx_packets") - packets) / nodeSeconds:0.0} packets sent, {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / nodeSeconds:0.00} ms of processor time; {cluster.Nodes.Sum(node => Cluster.Get(node).State.Unreachable.Count)} unreachable"));
        }

        Assert.NotEmpty(cluster.Nodes);
    }

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task A_thousand_runs_cost_a_list_that_is_read_each_second()
    {
        PostgresServer.Require();
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        using var database = await ClusterDatabase.OpenAsync(await server.InitialiseAsync(), Cancellation);
        var (catalogue, config) = (new RunCatalogue(database), SmallScenario.Config(1_000));
        var clock = Stopwatch.StartNew();
        await catalogue.AddAsync([.. Enumerable.Range(0, 1_000).Select(i => new SubmittedRun($"sweep-seed{i}", new RunSpec(config, (ulong)i, null)))], Cancellation);
        var adding = clock.Elapsed;
        await catalogue.ListAsync(Cancellation);
        var (cpu, reads) = (Process.GetCurrentProcess().TotalProcessorTime, 20);
        clock.Restart();
        for (var read = 0; read < reads; read++)
        {
            Assert.Equal(1_000, (await catalogue.ListAsync(Cancellation)).Count);
        }

        TrialLog.Tell(FormattableString.Invariant(
            $"1000 runs: {adding.TotalSeconds:0.00} s to submit them; the list is read in {clock.Elapsed.TotalMilliseconds / reads:0.0} ms, {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / reads:0.0} ms of the reader's processor time, and has {1_000 * config.ToHocon().Length / 1e6:0.0} MB of configurations"));
    }

    private static IEnumerable<int> Counts() => (Environment.GetEnvironmentVariable("AWAC_MEMBERS") is { Length: > 0 } counts ? counts : "10,25,50")
        .Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture));

    private static long Loopback(string counter) => long.Parse(File.ReadAllText($"/sys/class/net/lo/statistics/{counter}"), CultureInfo.InvariantCulture);
}
