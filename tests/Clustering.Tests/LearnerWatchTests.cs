using Akka.Actor;
using Akka.Cluster;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Nodes;

namespace AwacAkka.Clustering.Tests;

/// <summary>A rollout node does not wait for ever in a cluster that has no learner any more.</summary>
[Trait("Category", "Long")]
public sealed class LearnerWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A node may see learners only on their way out: the last one is let in, by a node that does not watch, when the learner has left.</summary>
    [Fact(Timeout = 120_000)]
    public async Task A_node_ends_when_its_cluster_has_no_learner_and_not_while_there_is_one()
    {
        await using var cluster = new InProcessCluster();
        var learner = await cluster.AddNodeAsync([NodeRole.Learner]);
        var open = await cluster.AddNodeAsync([NodeRole.Rollout]);
        var rollout = await cluster.AddNodeAsync([NodeRole.Rollout]);
        await InProcessCluster.UntilAsync(
            () => Cluster.Get(rollout).State.Members.Any(member => member.HasRole(NodeRole.Learner) && member.Status == MemberStatus.Up));
        Watch(rollout);
        await Task.Delay(2 * Patience, TestContext.Current.CancellationToken);
        Assert.False(rollout.WhenTerminated.IsCompleted);

        await Cluster.Get(learner).LeaveAsync();
        var late = await cluster.AddNodeAsync([NodeRole.Rollout], first: open);
        Watch(late);
        foreach (var node in (ActorSystem[])[rollout, late])
        {
            await node.WhenTerminated;
            Assert.IsType<NoLearnerLeftReason>(CoordinatedShutdown.Get(node).ShutdownReason);
        }

        static void Watch(ActorSystem node) => node.ActorOf(Props.Create(() => new LearnerWatchActor(Patience, TimeProvider.System)));
    }
}
