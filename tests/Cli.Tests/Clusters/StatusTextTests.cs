using AwacAkka.Cli.Clusters;
using AwacAkka.Clustering.Dispatch;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Tests.Clusters;

/// <summary>What <c>awac cluster status</c> says of what learners told.</summary>
public sealed class StatusTextTests
{
    private static readonly NodeReport Node = new(
        [new("10.0.0.1:4053", ["learner"], "Up", IsReachable: true, "0.4.0"), new("10.0.0.2:4053", ["rollout"], "Up", IsReachable: false, "0.4.0")],
        ["sweep-1"], "0.4.0", Shards: 3);

    private static readonly RunReport Report = new(
        "10.0.0.1:4053", "online", 7, 1_200, 800, -310.25, 412.4, 96.7, 0.25, "ab12", ["the rollout of slot 3 was given to another node"],
        new DispatchStatus(["10.0.0.2:4053"], new Dictionary<string, string> { ["10.0.0.3:4053"] = "its libmujoco is 3.1.4" }, 5, 2, 4, 1, 2_500_000, 700_000),
        SinceRound: 12.4);

    [Fact]
    public void Members_shards_and_lag_are_told()
    {
        var lines = Lines(("10.0.0.1:4053", Node, 2), ("sweep-1", Report, 2), Run("sweep-1", SeenState.Running));
        Assert.Contains("member 10.0.0.1:4053: learner, up, version 0.4.0", lines);
        Assert.Contains("member 10.0.0.2:4053: rollout, up, cannot be reached, version 0.4.0", lines);
        Assert.Contains("learner 10.0.0.1:4053: sweep-1; 3 shards", lines);
        Assert.Contains("run sweep-1: online round 7, 1200 updates, 800 steps, return -310.3, 412 updates/s, 97 steps/s, learner waits 25%, last round 12 s ago, on 10.0.0.1:4053", lines);
        Assert.Contains("  5 jobs under way on 1 node, 2 waiting, 4 hedged, 1 taken back, 2.5 MB in, 0.7 MB out", lines);
        Assert.Contains("  10.0.0.3:4053 does not work for it: its libmujoco is 3.1.4", lines);
        Assert.Contains("  the rollout of slot 3 was given to another node", lines);
        Assert.Equal("runs: 1 running", lines[^1]);
    }

    [Fact]
    public void One_shard_is_one_and_what_is_not_known_is_left_out()
    {
        Assert.Contains("learner 10.0.0.1:4053: sweep-1; 1 shard", Lines(("10.0.0.1:4053", Node with { Shards = 1 }, 2), null, Run("sweep-1", SeenState.Running)));
        var unknown = Lines(("10.0.0.1:4053", Node with { Shards = null }, 2), ("sweep-1", Report with { SinceRound = null, Dispatch = null }, 2), Run("sweep-1", SeenState.Running));
        Assert.Contains("learner 10.0.0.1:4053: sweep-1", unknown);
        Assert.DoesNotContain(unknown, line => line.Contains("last round", StringComparison.Ordinal) || line.Contains("jobs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_silent_learner_is_no_learner_and_what_a_run_told_is_old()
    {
        var lines = Lines(("10.0.0.1:4053", Node, 40), ("sweep-1", Report, 40), Run("sweep-1", SeenState.Running));
        Assert.Equal("no learner node has reported for 40 s", lines[0]);
        Assert.Contains(lines, line => line.EndsWith("on 10.0.0.1:4053 (told 40 s ago)", StringComparison.Ordinal));
        Assert.Equal(["no learner node has ever reported", "runs: none"], Lines(null, null));
        Assert.Equal("runs: 1 queued", Lines(null, ("sweep-1", Report, 40), Run("sweep-1", SeenState.Queued))[^1]);
        Assert.DoesNotContain(Lines(null, ("sweep-1", Report, 40), Run("sweep-1", SeenState.Queued)), line => line.StartsWith("run sweep", StringComparison.Ordinal));
        Assert.Contains(Lines(null, ("sweep-1", Report, 3), Run("sweep-1", SeenState.Queued)), line => line.StartsWith("run sweep", StringComparison.Ordinal)); // says why it waits
    }

    private static CataloguedRun Run(string name, SeenState seen) =>
        new(name, string.Empty, 1, null, null, DateTimeOffset.UnixEpoch, WantedState.Running, seen, null, Guid.Empty, 1);

    private static string[] Lines((string Address, NodeReport Report, double Age)? node, (string Run, RunReport Report, double Age)? report, params CataloguedRun[] runs)
    {
        using var output = new StringWriter { NewLine = "\n" };
        StatusText.Write(
            output,
            node is { } n ? new Dictionary<string, (NodeReport, double)> { [n.Address] = (n.Report, n.Age) } : [],
            report is { } r ? new Dictionary<string, (RunReport, double)> { [r.Run] = (r.Report, r.Age) } : [],
            runs);
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
