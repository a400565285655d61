using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Configuration;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Clustering.Nodes;

/// <summary>
/// The certificates of a node. Another node is let in where it shows one of the same authority that has not run out; the system's own authorities
/// are not asked, so that nobody's certificate but the cluster's opens a connection.
/// </summary>
public sealed class NodeCertificates
{
    private readonly X509Certificate2 authority;
    private readonly X509Certificate2 own;
    private readonly ILogger log;

    private NodeCertificates(X509Certificate2 authority, X509Certificate2 own, ILogger log) => (this.authority, this.own, this.log) = (authority, own, log);

    /// <summary>Reads and checks the files.</summary>
    /// <exception cref="RunConfigException">One cannot be used: it is no certificate, has run out, or is not of the authority.</exception>
    public static NodeCertificates Load(TlsConfig tls, ILoggerFactory loggers)
    {
        var log = loggers.CreateLogger("awac.certificates");
        var authority = Read(tls.Authority, () => X509Certificate2.CreateFromPem(File.ReadAllText(tls.Authority)));
        var own = Read(tls.Certificate, () => WithKey(tls));
        var certificates = new NodeCertificates(authority, own, log);
        if (certificates.Problem(own) is { } problem)
        {
            throw new RunConfigException($"the certificate '{tls.Certificate}' cannot be used: {problem}");
        }

        foreach (var (path, certificate) in new[] { (tls.Authority, authority), (tls.Certificate, own) })
        {
            if (certificate.NotAfter.ToUniversalTime() - DateTime.UtcNow is var left && left < tls.WarnBefore)
            {
                log.LogWarning("the certificate '{Path}' runs out in {Days:0} days, at {End:u}", path, left.TotalDays, certificate.NotAfter.ToUniversalTime());
            }
        }

        return certificates;
    }

    /// <summary>When the certificates run out that a node has, each with its file.</summary>
    internal static IReadOnlyList<(string Path, DateTime End)> Ends(TlsConfig tls) =>
    [
        .. new[] { tls.Authority, tls.Certificate }.Select(path =>
        {
            using var certificate = Read(path, () => X509Certificate2.CreateFromPem(File.ReadAllText(path)));
            return (path, certificate.NotAfter.ToUniversalTime());
        }),
    ];

    /// <summary>What Akka.Remote is given.</summary>
    public DotNettySslSetup ToSetup() => new(own, suppressValidation: false, requireMutualAuthentication: true, validateCertificateHostname: false, Accepts);

    private bool Accepts(X509Certificate2? certificate, X509Chain? chain, string remotePeer, SslPolicyErrors errors, Akka.Event.ILoggingAdapter akka)
    {
        var problem = certificate is null ? "it shows no certificate" : Problem(certificate);
        if (problem is not null)
        {
            log.LogWarning("{Peer} is refused: {Problem}", remotePeer, problem);
        }

        return problem is null;
    }

    /// <summary>Why a certificate is none of the cluster's, in half a sentence; null where it is one.</summary>
    private string? Problem(X509Certificate2 certificate)
    {
        var now = DateTime.UtcNow;
        if (now > certificate.NotAfter.ToUniversalTime())
        {
            return $"its certificate ran out at {certificate.NotAfter.ToUniversalTime():u}";
        }

        if (now < certificate.NotBefore.ToUniversalTime())
        {
            return $"its certificate begins at {certificate.NotBefore.ToUniversalTime():u}; see that the clocks agree";
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // the authority is a file: a node is shut out by a new authority
        return chain.Build(certificate)
            ? null
            : $"its certificate is not one of the cluster's authority ({chain.ChainStatus.Select(s => s.StatusInformation.Trim().TrimEnd('.')).FirstOrDefault()})";
    }

    private static X509Certificate2 WithKey(TlsConfig tls)
    {
        using var pem = X509Certificate2.CreateFromPemFile(tls.Certificate, tls.Key);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null); // SslStream wants the key in this form
    }

    private static X509Certificate2 Read(string path, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new RunConfigException($"the certificate '{path}' or its key cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }
}
