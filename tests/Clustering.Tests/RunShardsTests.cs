using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.DistributedData;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Runs;
using AwacAkka.Clustering.Wire;
using static AwacAkka.Clustering.Tests.InProcessCluster;

namespace AwacAkka.Clustering.Tests;

/// <summary>Learners remember runs among themselves.</summary>
[Trait("Category", "Long")]
public sealed class RunShardsTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    [Fact(Timeout = 120_000)]
    public async Task Runs_of_a_learner_that_leaves_come_up_on_another_without_being_told_and_ended_ones_stay_ended()
    {
        await using var cluster = new InProcessCluster();
        var begun = new ConcurrentBag<(int Node, string Run)>();
        var ended = new ConcurrentBag<string>();
        var first = await LearnerAsync(1);
        foreach (var name in (string[])[.. Names, "ended"])
        {
            first.Shards.Tell(new LookAtRun(name));
        }

        await UntilAsync(() => begun.Count == Names.Length + 1);
        first.Shards.Tell(new LookAtRun("ended"));
        await UntilAsync(() => !ended.IsEmpty);

        var second = await LearnerAsync(2);
        await UntilAsync(() => Ups(second.System) == 2);
        await UntilToldAsync(first.System, second.System);
        await Cluster.Get(first.System).LeaveAsync();
        await UntilAsync(() => Names.All(name => begun.Contains((2, name))));

        Assert.DoesNotContain((2, "ended"), begun);
        Assert.Equal(["ended"], ended);

        async Task<(ActorSystem System, IActorRef Shards)> LearnerAsync(int node)
        {
            var system = await cluster.AddNodeAsync([NodeRole.Learner]);
            return (system, RunShards.Start(system, name => NamedRun.Props(name, () => begun.Add((node, name)), ended.Add)));
        }
    }

    /// <summary>
    /// Waits until one learner has been told all that another remembers. That comes with Akka's gossip, every two seconds: what the only learner remembers
    /// goes with it where it leaves sooner, and the list of runs brings it back.
    /// </summary>
    private static Task UntilToldAsync(ActorSystem one, ActorSystem other) =>
        UntilAsync(async () => (await KeysAsync(one)).SetEquals(await KeysAsync(other)));

    private static async Task<IImmutableSet<string>> KeysAsync(ActorSystem node)
    {
        var replicator = node.ActorSelection($"/system/sharding/{NodeRole.Learner}Replicator");
        return (await replicator.Ask<GetKeysIdsResult>(GetKeyIds.Instance, TestContext.Current.CancellationToken)).Keys;
    }

    /// <summary>Tells when it begins. The run "ended" ends, as a finished one does, when it is looked at for the second time.</summary>
    private sealed class NamedRun : ReceiveActor
    {
        private readonly Action begins;
        private int looks;

        public NamedRun(string name, Action begins, Action<string> ends)
        {
            this.begins = begins;
            Receive<LookAtRun>(_ =>
            {
                if (name == "ended" && ++looks == 2)
                {
                    Context.Parent.Tell(new Passivate(new LeaveNode()));
                    ends(name);
                }
            });
            Receive<LeaveNode>(_ => Context.Stop(Self));
        }

        public static Props Props(string name, Action begins, Action<string> ends) => Akka.Actor.Props.Create(() => new NamedRun(name, begins, ends));

        protected override void PreStart() => begins();
    }
}
