using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.SBR;

namespace AwacAkka.Clustering.Nodes;

/// <summary>
/// Akka's split-brain resolver, kept from what a wall clock does that is set. Akka 1.5 times the resolver's waiting by that clock: set back while a node
/// cannot be reached, it would not be declared gone until the clock has caught up; set forward, all nodes would be. <c>akka.conf</c> names this class.
/// </summary>
internal sealed class DowningProvider : IDowningProvider
{
    private readonly SplitBrainResolverProvider resolver;

    /// <summary>Akka makes one.</summary>
    public DowningProvider(ActorSystem system, Cluster cluster) => resolver = new SplitBrainResolverProvider(system, cluster);

    /// <inheritdoc />
    public TimeSpan DownRemovalMargin => resolver.DownRemovalMargin;

    /// <inheritdoc />
    public Props DowningActorProps => Props.Create(() => new ResolverKeeperActor(() => resolver.DowningActorProps, TimeProvider.System));
}
