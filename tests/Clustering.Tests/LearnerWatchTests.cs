using Akka.Actor;
using Akka.Cluster;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Nodes;

namespace AwacAkka.Clustering.Tests;

/// <summary>A rollout node does not wait for ever in a cluster that has no learner any more.</summary>
[Trait("Category", "Long")]
public sealed class LearnerWatchTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_node_ends_when_the_last_learner_has_left_and_not_before_there_was_one()
    {
        await using var cluster = new InProcessCluster();
        var rollout = await cluster.AddNodeAsync([NodeRole.Rollout]);
        rollout.ActorOf(Props.Create(() => new LearnerWatchActor(TimeSpan.FromMilliseconds(1), TimeProvider.System)));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken); // it looks once a second
        Assert.False(rollout.WhenTerminated.IsCompleted);

        var learner = await cluster.AddNodeAsync([NodeRole.Learner]);
        while (!Cluster.Get(rollout).State.Members.Any(member => member.HasRole(NodeRole.Learner) && member.Status == MemberStatus.Up))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        await Cluster.Get(learner).LeaveAsync();
        await rollout.WhenTerminated;
        Assert.IsType<NoLearnerLeftReason>(CoordinatedShutdown.Get(rollout).ShutdownReason);
    }
}
