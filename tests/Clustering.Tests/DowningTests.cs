using Akka.Actor;
using AwacAkka.Clustering.Configuration;
using static AwacAkka.Clustering.Tests.InProcessCluster;

namespace AwacAkka.Clustering.Tests;

/// <summary>Who ends when others cannot be reached.</summary>
[Trait("Category", "Long")]
public sealed class DowningTests
{
    /// <summary>Shorter than <c>stable-after</c>, so that each death puts off the decision about those before it.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1.5);

    [Fact(Timeout = 120_000)]
    public async Task Nodes_that_die_one_after_another_do_not_take_the_others_with_them()
    {
        await using var cluster = new InProcessCluster();
        var learners = new List<ActorSystem>();
        for (var i = 0; i < 3; i++)
        {
            learners.Add(await cluster.AddNodeAsync([NodeRole.Learner]));
        }

        var rollouts = new List<ActorSystem>();
        for (var i = 0; i < 5; i++)
        {
            rollouts.Add(await cluster.AddNodeAsync([NodeRole.Rollout], workers: 1));
        }

        await UntilAsync(() => learners.TrueForAll(learner => Ups(learner) == 8));
        foreach (var node in rollouts)
        {
            await KillAsync(node);
            await Task.Delay(Between, TestContext.Current.CancellationToken);
        }

        await UntilAsync(() => learners.TrueForAll(learner => Ups(learner) == 3 || learner.WhenTerminated.IsCompleted));
        Assert.All(learners, learner => Assert.False(learner.WhenTerminated.IsCompleted));
    }
}
