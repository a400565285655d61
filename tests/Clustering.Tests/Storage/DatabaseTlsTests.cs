using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AwacAkka.Actors.Records;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>The connection to the database is encrypted where that is asked for, and only with a server that proves who it is.</summary>
[Collection(PostgresTests.Name)]
public sealed class DatabaseTlsTests : IAsyncLifetime
{
    private readonly PostgresServer server;
    private readonly string authorities = Path.Combine(Path.GetTempPath(), "awac-authorities-" + Guid.NewGuid().ToString("N"));

    public DatabaseTlsTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The server gets a certificate for 127.0.0.1 from an authority of the test's.</summary>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(authorities);
        using var authority = NewAuthority("right.pem");
        using var another = NewAuthority("another.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=database", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, [4, 2]);
        await server.WriteAsync("server.crt", certificate.ExportCertificatePem());
        await server.WriteAsync("server.key", key.ExportPkcs8PrivateKeyPem());
        await server.ExecuteAsync("postgres", "ALTER SYSTEM SET ssl = on");
        await server.ReloadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(authorities, recursive: true);
        await server.ExecuteAsync("postgres", "ALTER SYSTEM SET ssl = off");
        await server.ReloadAsync();
    }

    [Theory]
    [InlineData(DatabaseTls.Disable, null, "127.0.0.1", false)]
    [InlineData(DatabaseTls.Prefer, null, "127.0.0.1", true)]
    [InlineData(DatabaseTls.Require, null, "localhost", true)]
    [InlineData(DatabaseTls.VerifyCa, "right.pem", "localhost", true)]
    [InlineData(DatabaseTls.VerifyFull, "right.pem", "127.0.0.1", true)]
    public async Task A_connection_is_as_safe_as_it_is_asked_to_be(DatabaseTls tls, string? root, string host, bool encrypted)
    {
        using var database = await ClusterDatabase.OpenAsync(await SettingsAsync(tls, root, host), Cancellation);
        Assert.Equal(encrypted, database.Use(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
            return (bool)command.ExecuteScalar()!;
        }));
    }

    [Theory]
    [InlineData(DatabaseTls.VerifyCa, "another.pem", "127.0.0.1")]
    [InlineData(DatabaseTls.VerifyFull, "another.pem", "127.0.0.1")]
    [InlineData(DatabaseTls.VerifyFull, "right.pem", "localhost")]
    [InlineData(DatabaseTls.VerifyFull, null, "127.0.0.1")]
    public async Task A_server_that_does_not_prove_who_it_is_is_refused(DatabaseTls tls, string? root, string host)
    {
        var settings = await SettingsAsync(tls, root, host);
        var refusal = await Assert.ThrowsAsync<StorageException>(() => ClusterDatabase.OpenAsync(settings, Cancellation));
        Assert.StartsWith($"TLS with the database '{settings.Database}' at {host}:{settings.Port} failed: ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("check the server's certificate, cluster.database.tls and cluster.database.root-certificate", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<DatabaseSettings> SettingsAsync(DatabaseTls tls, string? root, string host) =>
        await server.InitialiseAsync() with { Tls = tls, RootCertificate = root is null ? null : Path.Combine(authorities, root), Host = host };

    private X509Certificate2 NewAuthority(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority " + file, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(authorities, file), authority.ExportCertificatePem());
        return authority;
    }
}
