using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Cluster;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using static AwacAkka.Clustering.Tests.InProcessCluster;

namespace AwacAkka.Clustering.Tests;

/// <summary>A connection between nodes is opened by certificates of the cluster's own authority and by nothing else.</summary>
[Trait("Category", "Long")]
public sealed class CertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly Dictionary<string, X509Certificate2> authorities = [];
    private readonly string folder = Directory.CreateTempSubdirectory("awac-certificates-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact(Timeout = 120_000)]
    public async Task A_node_of_the_same_authority_is_let_in_and_one_of_another_is_not()
    {
        var (ours, theirs) = (Make("ours"), Make("theirs"));
        await using var cluster = new InProcessCluster();
        await cluster.AddNodeAsync([NodeRole.Rollout], change: config => config with { Tls = ours });

        var friend = await cluster.AddNodeAsync([NodeRole.Rollout], change: config => config with { Tls = ours });
        await UntilAsync(() => Cluster.Get(friend).SelfMember.Status == MemberStatus.Up); // it has been let in, and is up once the leader has said so

        await Assert.ThrowsAsync<TimeoutException>(() => cluster.AddNodeAsync(
            [NodeRole.Rollout], change: config => config with { Tls = theirs }, patience: TimeSpan.FromSeconds(3)));
        await Assert.ThrowsAsync<TimeoutException>(() => cluster.AddNodeAsync(
            [NodeRole.Rollout], change: config => config with { Tls = null }, patience: TimeSpan.FromSeconds(3)));
        Assert.Equal(2, Cluster.Get(friend).State.Members.Count);
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_is_refused_in_a_sentence()
    {
        var (ours, theirs) = (Make("ours"), Make("theirs"));
        var old = Make("old", end: Now.AddDays(-1));

        Assert.Contains("not one of the cluster's authority", Refusal(ours with { Certificate = theirs.Certificate, Key = theirs.Key }));
        Assert.Contains("ran out at", Refusal(old));
        Assert.Contains("its key cannot be read", Refusal(ours with { Key = theirs.Key }));
        Assert.Contains("cannot be read", Refusal(ours with { Certificate = ours.Key }));
    }

    /// <summary>It is asked for when a connection is opened, and never again: who is in stays in, and nobody who comes later can speak with the node.</summary>
    [Fact(Timeout = 300_000)]
    [Trait("Category", "Slow")]
    public async Task A_certificate_that_runs_out_ends_no_connection_and_opens_no_further_one()
    {
        var ours = Make("ours");
        await using var cluster = new InProcessCluster();
        var first = await cluster.AddNodeAsync([NodeRole.Learner], change: config => config with { Tls = ours });
        var clock = Stopwatch.StartNew();
        var second = await cluster.AddNodeAsync([NodeRole.Learner], change: config => config with { Tls = ours });
        await UntilAsync(() => Ups(first) == 2 && Ups(second) == 2);
        var end = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(10) + 3 * clock.Elapsed; // the next node has several times as long as this one took
        var brief = await cluster.AddNodeAsync([NodeRole.Learner], change: config => config with { Tls = Make("brief", end, of: "ours") });
        await UntilAsync(() => Ups(first) == 3 && Ups(brief) == 3);
        Assert.True(DateTimeOffset.UtcNow < end, "the machine is too slow for this test");
        await Task.Delay(end - DateTimeOffset.UtcNow + TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken); // twice as long as a node may be silent
        Assert.All([first, second, brief], node => Assert.Equal((3, 0), (Ups(node), Cluster.Get(node).State.Unreachable.Count)));

        // The late one and the brief one cannot reach each other: they are not left in the cluster together.
        await cluster.AddNodeAsync([NodeRole.Learner], change: config => config with { Tls = ours }, patience: TimeSpan.FromMinutes(2));
        await UntilAsync(() => Cluster.Get(first).State is { Unreachable.Count: 0, Members.Count: < 4 } && Ups(first) == Cluster.Get(first).State.Members.Count);
        Assert.All([first, second], node => Assert.Contains(Cluster.Get(first).State.Members, member => member.Address == Cluster.Get(node).SelfAddress));
    }

    [Fact]
    public async Task A_node_that_is_up_warns_of_a_certificate_that_runs_out_and_of_one_that_has()
    {
        var tls = Make("soon", DateTimeOffset.UtcNow.AddSeconds(3));
        using var system = ActorSystem.Create("watch");
        var warnings = new System.Collections.Concurrent.ConcurrentQueue<string>();
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Listener(warnings.Enqueue))), typeof(Akka.Event.Warning));
        system.ActorOf(Props.Create(() => new CertificateWatchActor(tls, TimeProvider.System)));
        await UntilAsync(() => warnings.Any(line => line.StartsWith($"the certificate '{tls.Certificate}' ran out at ", StringComparison.Ordinal)));
        Assert.DoesNotContain(warnings, line => line.Contains(tls.Authority, StringComparison.Ordinal)); // which has 100 days left
        await system.Terminate();
    }

    [Fact]
    public void Certificates_are_looked_at_daily_and_when_one_runs_out_and_hourly_from_then_on()
    {
        var now = Now.UtcDateTime;
        Assert.Equal(TimeSpan.FromDays(1), CertificateWatchActor.Until([now.AddDays(3), now.AddDays(40)], now));
        Assert.Equal(TimeSpan.FromSeconds(301), CertificateWatchActor.Until([now.AddMinutes(5), now.AddDays(40)], now));
        Assert.Equal(TimeSpan.FromHours(1), CertificateWatchActor.Until([now, now.AddDays(40)], now));
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(Action<string> hears) => Receive<Akka.Event.Warning>(warning => hears(warning.Message.ToString()!));
    }

    private static string Refusal(TlsConfig tls) => Assert.Throws<RunConfigException>(() => NodeCertificates.Load(tls, NullLoggerFactory.Instance)).Message;

    private X509Certificate2 Authority(string name)
    {
        if (!authorities.TryGetValue(name, out var authority))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name} authority", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
            authorities.Add(name, authority = request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(100)));
        }

        return authority;
    }

    private TlsConfig Make(string name, DateTimeOffset? end = null, string? of = null)
    {
        var authority = Authority(of ?? name);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var own = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = own.Create(authority, Now.AddDays(-5), end ?? Now.AddDays(50), RandomNumberGenerator.GetBytes(16));
        return new TlsConfig(
            Write($"{name}-authority.pem", authority.ExportCertificatePem()), Write($"{name}.pem", certificate.ExportCertificatePem()),
            Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()), TimeSpan.FromDays(30));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
