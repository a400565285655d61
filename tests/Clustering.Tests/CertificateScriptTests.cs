using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using AwacAkka.Clustering.Tests.Campaign;

namespace AwacAkka.Clustering.Tests;

/// <summary><c>scripts/cluster-certificates</c> makes a pair of files whole or not at all, and says what is wrong in a sentence.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Category", "Run")]
public sealed class CertificateScriptTests : IDisposable
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string folder = Directory.CreateTempSubdirectory("awac-certificate-script").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a/b", "'a/b' names no node")]
    [InlineData("", "'' names no node")]
    [InlineData("=1.2.3.4", "'=1.2.3.4' names no node")]
    [InlineData("authority", "'authority' is the authority's own name")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234x", "names no node")]
    [InlineData("node=999.1.1.1", "'999.1.1.1' in 'node=999.1.1.1' is neither an IP address nor a host's name")]
    [InlineData("node=n*", "'n*' in 'node=n*' is neither an IP address nor a host's name")]
    [InlineData("node=", "'node=' has no addresses after '='")]
    public void A_name_or_an_address_that_is_none_is_refused_before_anything_is_made(string node, string sentence)
    {
        Refuse(sentence, [], "good", node);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("99999999")]
    [InlineData("0")]
    [InlineData("some")]
    public void Days_that_no_certificate_can_last_are_refused(string days)
    {
        Refuse($"DAYS is '{days}', expected a whole number of days from 1 to 36500", [("DAYS", days)], "node");
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void Keys_are_their_owners_and_certificates_for_all_to_read()
    {
        Make([("DAYS", "08")], "node=10.0.0.1,db.internal,::1", "other");
        Assert.Equal(["authority.key", "authority.pem", "node.key", "node.pem", "other.key", "other.pem"], Names());
        Assert.All((string[])["authority", "node", "other"], name =>
        {
            Assert.Equal(OwnersAlone, File.GetUnixFileMode(In(name + ".key")));
            Assert.Equal(OwnersAlone | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(In(name + ".pem")));
        });
        using var certificate = X509Certificate2.CreateFromPemFile(In("node.pem"), In("node.key"));
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["10.0.0.1", "::1"], names.EnumerateIPAddresses().Select(address => address.ToString()));
        Assert.Equal(["db.internal"], names.EnumerateDnsNames());
        Assert.Equal(TimeSpan.FromDays(8), certificate.NotAfter - certificate.NotBefore);
        Refuse("node.pem' is there already; remove it to have a new one made", [], "node");
    }

    [Theory]
    [InlineData("authority.pem", "authority.key' is there, but authority.pem is not: bring it back")]
    [InlineData("authority.key", "authority.pem' is there, but authority.key is not: bring it back")]
    public void Half_an_authority_is_left_as_it_is(string lost, string sentence)
    {
        Make([], "node");
        File.Delete(In(lost));
        var before = Names();
        Refuse(sentence, [], "other");
        Assert.Equal(before, Names());
    }

    [Fact]
    public void Where_openssl_fails_its_words_are_shown_and_nothing_half_made_stays()
    {
        Make([], "node");
        var before = Names();
        var path = Environment.GetEnvironmentVariable("PATH");
        using var failing = new TemporaryProgram("openssl", $"if [ \"$1\" = x509 ]; then echo 'no luck today' >&2; exit 1; fi; PATH='{path}' exec openssl \"$@\"");
        Refuse("openssl cannot make", [("PATH", $"{failing.Folder}:{path}")], "other");
        Assert.Equal(before, Names());
    }

    private string In(string name) => Path.Combine(folder, name);

    private string[] Names() => [.. Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    private void Make((string, string)[] environment, params string[] nodes)
    {
        var (code, error) = Run(environment, nodes);
        Assert.True(code == 0, error);
    }

    private void Refuse(string sentence, (string, string)[] environment, params string[] nodes)
    {
        var (code, error) = Run(environment, nodes);
        Assert.Equal(2, code);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    private (int Code, string Error) Run((string Name, string Value)[] environment, string[] nodes)
    {
        var start = new ProcessStartInfo(TestCertificates.Script, [folder, .. nodes])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder, // where a pattern would find the files that it fits
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.TrimEnd());
    }

    private sealed class TemporaryProgram : IDisposable
    {
        public TemporaryProgram(string name, string line)
        {
            var path = Path.Combine(Folder, name);
            File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
            File.SetUnixFileMode(path, OwnersAlone | UnixFileMode.UserExecute);
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("awac-program").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
