using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Cluster;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Clustering.Tests;

/// <summary>A connection between nodes is opened by certificates of the cluster's own authority and by nothing else.</summary>
[Trait("Category", "Long")]
public sealed class CertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly string folder = Directory.CreateTempSubdirectory("awac-certificates-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact(Timeout = 120_000)]
    public async Task A_node_of_the_same_authority_is_let_in_and_one_of_another_is_not()
    {
        var (ours, theirs) = (Make("ours"), Make("theirs"));
        await using var cluster = new InProcessCluster();
        await cluster.AddNodeAsync([NodeRole.Rollout], change: config => config with { Tls = ours });

        var friend = await cluster.AddNodeAsync([NodeRole.Rollout], change: config => config with { Tls = ours });
        while (Cluster.Get(friend).SelfMember.Status != MemberStatus.Up)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken); // it has been let in, and is up once the leader has said so
        }


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

    private static string Refusal(TlsConfig tls) => Assert.Throws<RunConfigException>(() => NodeCertificates.Load(tls, NullLoggerFactory.Instance)).Message;

    private TlsConfig Make(string name, DateTimeOffset? end = null)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name} authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var authority = request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(100));
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
