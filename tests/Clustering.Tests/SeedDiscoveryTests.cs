using Akka.Discovery;
using AwacAkka.Clustering.Tests.Campaign;

namespace AwacAkka.Clustering.Tests;

/// <summary>A node that cannot find its seed nodes ends with exit code 2 and a sentence that says why.</summary>
[Trait("Category", "Long")]
public sealed class SeedDiscoveryTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData("method = nowhere", "cluster.discovery.method = 'nowhere' is no method of Akka.Discovery that this program has: config, aggregate and akka-dns are")]
    [InlineData("method = config", "discovery by 'config' knows no node of the service 'awac' but this one at most: see cluster.discovery.service")]
    [InlineData("method = config, settings { services { awac { endpoints = [\"127.0.0.1\"] } } }", "knows no node of the service 'awac' but this one at most")]
    [InlineData("method = config, service = other, settings { services { other { endpoints = [\"no host:1\"] } } }", "found 'no host', which is neither the name nor the address of a host")]
    [InlineData("method = silent, timeout = 200ms", "discovery by 'silent' did not answer within 0.2 s: see that it can be reached, or raise cluster.discovery.timeout")]
    [InlineData("method = failing", "discovery by 'failing' failed: the registry has burnt down")]
    public async Task Seed_nodes_that_cannot_be_found_are_told_in_a_sentence(string discovery, string sentence)
    {
        var type = discovery.Contains("silent", StringComparison.Ordinal) ? typeof(SilentDiscovery) : typeof(FailingDiscovery);
        var settings = discovery.Contains("config", StringComparison.Ordinal) || discovery.Contains("nowhere", StringComparison.Ordinal)
            ? string.Empty
            : $", settings {{ class = \"{type.AssemblyQualifiedName}\" }}";
        await File.WriteAllTextAsync(
            file, $"cluster {{ port = {TestCluster.FreePort()}, tls.enabled = off, discovery {{ {discovery}{settings} }} }}", TestContext.Current.CancellationToken);
        Assert.Contains(sentence, await ClusterCommands.NodeRefusedAsync("--config", file, "--role", "rollout"), StringComparison.Ordinal);
    }

    /// <summary>Never answers.</summary>
    public sealed class SilentDiscovery : ServiceDiscovery
    {
        public override Task<Resolved> Lookup(Lookup lookup, TimeSpan resolveTimeout) => new TaskCompletionSource<Resolved>().Task;
    }

    /// <summary>Fails.</summary>
    public sealed class FailingDiscovery : ServiceDiscovery
    {
        public override Task<Resolved> Lookup(Lookup lookup, TimeSpan resolveTimeout) => throw new InvalidOperationException("the registry has\nburnt down.");
    }
}
