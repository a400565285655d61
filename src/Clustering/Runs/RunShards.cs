using Akka.Cluster.Sharding;
using AwacAkka.Clustering.Wire;

namespace AwacAkka.Clustering.Runs;

/// <summary>How runs are spread over the learners: a run is an entity, its id the run's name.</summary>
internal sealed class RunShards() : HashCodeMessageExtractor(Number)
{
    /// <summary>Name of the kind of entities.</summary>
    public const string TypeName = "runs";

    /// <summary>Shards: some ten for each of the learners that are likely. Of all nodes' versions the same.</summary>
    private const int Number = 128;

    /// <inheritdoc />
    public override string? EntityId(object message) => (message as LookAtRun)?.Run;
}
