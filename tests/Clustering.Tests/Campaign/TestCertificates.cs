using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>The certificates that scripts/cluster-certificates makes, one for all nodes of a cluster.</summary>
/// <param name="folder">Where they are.</param>
internal sealed class TestCertificates(string folder)
{
    /// <summary>Those of most tests.</summary>
    public static Lazy<TestCertificates> Shared { get; } = new(() => Make());

    /// <summary>What makes them.</summary>
    public static string Script => Path.Combine(Root(), "scripts", "cluster-certificates");

    /// <summary>The authority's.</summary>
    public string Authority => Path.Combine(folder, "authority.pem");

    /// <summary>A node's.</summary>
    public string Node => Path.Combine(folder, "node.pem");

    /// <summary>Its key.</summary>
    public string NodeKey => Path.Combine(folder, "node.key");

    /// <summary>Makes an authority and a node's certificate.</summary>
    /// <param name="age">How long ago they begin.</param>
    public static TestCertificates Make(TimeSpan age = default)
    {
        var folder = Directory.CreateTempSubdirectory("awac-certificates").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var start = new ProcessStartInfo(Script, [folder, "node=127.0.0.1"]) { RedirectStandardOutput = true };
        if (age > TimeSpan.Zero)
        {
            var clock = new TestClock(Path.Combine(folder, "clock"));
            clock.Set(-age);
            clock.GiveTo(start);
        }

        using var made = Process.Start(start)!;
        made.StandardOutput.ReadToEnd();
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return new TestCertificates(folder);
    }

    /// <summary>Makes a certificate of the same authority that runs out, or has.</summary>
    /// <param name="certificate">The file for it.</param>
    /// <param name="key">The file for its key.</param>
    /// <param name="end">When.</param>
    public void MakeBrief(string certificate, string key, DateTimeOffset end)
    {
        using var authority = X509Certificate2.CreateFromPemFile(Authority, Path.Combine(folder, "authority.key"));
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", pair, HashAlgorithmName.SHA256);

        // It cannot begin before its authority does: one that is over long since ran out in the second after.
        DateTimeOffset begin = authority.NotBefore;
        using var brief = request.Create(authority, begin, end > begin ? end : begin.AddSeconds(1), [1]);
        File.WriteAllText(certificate, brief.ExportCertificatePem());
        File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AwacAkka.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the tests do not lie in the repository");
        }

        return folder;
    }
}
