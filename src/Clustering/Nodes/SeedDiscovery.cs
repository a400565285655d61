using System.Globalization;
using Akka.Actor;
using Akka.Discovery;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Configuration;

namespace AwacAkka.Clustering.Nodes;

/// <summary>Seed nodes from a method of Akka.Discovery. They count as those of the file do: who begins a cluster is for <see cref="ClusterEntry"/> to say.</summary>
internal static class SeedDiscovery
{
    /// <summary>Looks the seed nodes up. A node without runs is none to itself: two that find nobody else would begin a cluster each.</summary>
    /// <param name="system">The node, whose configuration has the method's settings.</param>
    /// <param name="config">What it is told: the method, and what that is asked.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunConfigException">There is no such method, it did not answer in time or failed, or it knows no node to ask.</exception>
    public static async Task<IReadOnlyList<NodeAddress>> FindAsync(ActorSystem system, NodeConfig config, CancellationToken cancellation)
    {
        var discovery = config.Discovery!;
        var found = await LookUpAsync(Load(system, discovery.Method), discovery, cancellation).ConfigureAwait(false);
        var seeds = found.Select(target => Seed(target, discovery, config.Port)).Distinct();
        var self = config.Roles.Contains(NodeRole.Learner) ? null : new NodeAddress(config.Hostname, config.Port);
        return seeds.Where(seed => seed != self).ToArray() is { Length: > 0 } others
            ? others
            : throw new RunConfigException(
                $"discovery by '{discovery.Method}' knows no node of the service '{discovery.Service}'{(self is null ? string.Empty : " but this one at most")}: "
                + "see cluster.discovery.service, and that learners are told to it");
    }

    private static async Task<IReadOnlyList<ServiceDiscovery.ResolvedTarget>> LookUpAsync(
        ServiceDiscovery method, DiscoveryConfig discovery, CancellationToken cancellation)
    {
        try
        {
            var found = await method.Lookup(discovery.Service, discovery.Timeout).WaitAsync(discovery.Timeout, cancellation).ConfigureAwait(false);
            return found.Addresses;
        }
        catch (TimeoutException e)
        {
            throw new RunConfigException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"discovery by '{discovery.Method}' did not answer within {discovery.Timeout.TotalSeconds:g} s: see that it can be reached, or raise cluster.discovery.timeout"),
                e);
        }
        catch (Exception e) when (e is not OperationCanceledException) // whichever the method throws
        {
            throw new RunConfigException($"discovery by '{discovery.Method}' failed: {Line(e)}", e);
        }
    }

    private static ServiceDiscovery Load(ActorSystem system, string method)
    {
        try
        {
            return Discovery.Get(system).LoadServiceDiscovery(method);
        }
        catch (Exception e) // of several types, by what is missing
        {
            throw new RunConfigException(
                $"cluster.discovery.method = '{method}' is no method of Akka.Discovery that this program has: config, aggregate and akka-dns are; one of another package needs that, "
                + $"and its class as cluster.discovery.settings.class ({Line(e)})", e);
        }
    }

    /// <summary>By its address where the method tells one: a name may stand for all nodes of the service.</summary>
    private static NodeAddress Seed(ServiceDiscovery.ResolvedTarget target, DiscoveryConfig discovery, int port)
    {
        var host = target.Address?.ToString() ?? target.Host;
        return Uri.CheckHostName(host) == UriHostNameType.Unknown
            ? throw new RunConfigException($"discovery by '{discovery.Method}' found '{host}', which is neither the name nor the address of a host")
            : new NodeAddress(host, target.Port ?? port);
    }

    private static string Line(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
