using Akka.Actor;
using Akka.Configuration;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Clustering.Tests;

/// <summary>What Akka is told of how nodes find out that another is gone.</summary>
public sealed class NodeSystemTests
{
    private static readonly FailureDetection Default = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));
    private static readonly FailureDetection Fast = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500));
    private static readonly FailureDetection Rare = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));

    public static TheoryData<FailureDetection> All => [Default, Fast, Rare];

    [Theory]
    [MemberData(nameof(All))]
    public void A_node_that_was_just_let_in_has_time_for_its_first_heartbeat(FailureDetection detection)
    {
        var first = Setting(detection, "failure-detector.expected-response-after");

        Assert.True(first >= TimeSpan.FromSeconds(3) && first >= detection.HeartbeatInterval, $"{first}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Deaths_that_follow_each_other_do_not_end_all_nodes(FailureDetection detection)
    {
        var unstable = Setting(detection, "split-brain-resolver.down-all-when-unstable");

        Assert.True(unstable >= TimeSpan.FromSeconds(20) && unstable >= 10 * detection.StableAfter, $"{unstable}");
    }

    /// <summary>With one connection for both directions a node that is started again at once was seen to be heard by some and not to hear them.</summary>
    [Fact]
    public void Each_node_sends_by_a_connection_of_its_own() => Assert.False(Settings(Default).GetBoolean("akka.remote.use-passive-connections"));

    private static TimeSpan Setting(FailureDetection detection, string key) => Settings(detection).GetTimeSpan("akka.cluster." + key);

    private static Config Settings(FailureDetection detection) =>
        NodeSystem.Setup(InProcessCluster.Config(NodeRole.All, workers: 1) with { FailureDetection = detection }, NullLoggerFactory.Instance)
            .Get<BootstrapSetup>().Value.Config.Value;
}
