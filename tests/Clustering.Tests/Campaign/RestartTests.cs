using System.Diagnostics;
using AwacAkka.Clustering.Tests.Storage;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>
/// Nodes that are killed and started again at once, at the address that others still try to reach, as some service managers do. Where many other tests want
/// the same cores another node was seen to end, too, so that this is no test for each build.
/// </summary>
[Collection(ProgramTests.Name)]
public sealed class RestartTests
{
    private readonly PostgresServer server;

    public RestartTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    /// <summary>AWAC_RESTARTS sets another number than 20, AWAC_CAMPAIGN_LOG keeps the figures.</summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task Nodes_that_are_started_again_at_once_take_no_other_with_them()
    {
        var count = TrialLog.Setting("AWAC_RESTARTS", 20);
        await using var cluster = await TestCluster.CreateAsync(server, Detection.Test);
        cluster.Plan(learners: 2, rollouts: 3);
        await cluster.StartAsync([.. cluster.Names("learner"), .. cluster.Names("rollout")]);
        var seconds = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var node = cluster.Names("rollout")[i % 3];
            await cluster.KillAsync(node);
            var clock = Stopwatch.StartNew();
            await cluster.StartAsync(node);
            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        TrialLog.Tell(FormattableString.Invariant(
            $"{count} nodes killed and started at once: back after {seconds.Min():0.0} to {seconds.Max():0.0} s, median {seconds.Order().ElementAt(count / 2):0.0} s; {cluster.Restarts} others ended"));
        Assert.Equal(0, cluster.Restarts);
    }
}
