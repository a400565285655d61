using Akka.Actor;
using Akka.Cluster.Sharding;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Wire;

namespace AwacAkka.Clustering.Runs;

/// <summary>How runs are spread over the learners: a run is an entity, its id the run's name.</summary>
internal sealed class RunShards() : HashCodeMessageExtractor(Number)
{
    /// <summary>Name of the kind of entities.</summary>
    private const string TypeName = "runs";

    /// <summary>Shards: some ten for each of the learners that are likely. Of all nodes' versions the same.</summary>
    private const int Number = 128;

    /// <summary>
    /// Begins to have runs on this node. Learners remember the runs that have begun and have not passivated: those of one that goes come up on the others
    /// without being told to.
    /// </summary>
    /// <param name="system">A learner's.</param>
    /// <param name="run">Makes the run of a name.</param>
    /// <returns>Where messages to runs go.</returns>
    public static IActorRef Start(ActorSystem system, Func<string, Props> run)
    {
        var settings = ClusterShardingSettings.Create(system).WithRole(NodeRole.Learner);
        var sharding = ClusterSharding.Get(system);
        return sharding.Start(TypeName, run, settings, new RunShards(), sharding.DefaultShardAllocationStrategy(settings), new LeaveNode());
    }

    /// <inheritdoc />
    public override string? EntityId(object message) => (message as LookAtRun)?.Run;
}
