using System.Security.Cryptography.X509Certificates;
using AwacAkka.Actors.Configuration;
using AwacAkka.Data.Files;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>Where the cluster's PostgreSQL is, and as whom it is used. The password is not among it: only where it is read from.</summary>
/// <param name="Host">A host name or address, or the folder of a Unix socket.</param>
/// <param name="Port">TCP port, or the number of the socket.</param>
/// <param name="Database">The database.</param>
/// <param name="User">The role.</param>
public sealed record DatabaseSettings(string Host, int Port, string Database, string User)
{
    /// <summary>The environment variable that the password is read from where there is no file.</summary>
    public string PasswordVariable { get; init; } = "AWAC_DATABASE_PASSWORD";

    /// <summary>The file whose first line is the password; null for the variable.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>How the connection is encrypted, and whether the server must prove who it is.</summary>
    public DatabaseTls Tls { get; init; } = DatabaseTls.VerifyFull;

    /// <summary>The authority that has signed the server's certificate, in PEM; null for those that the machine trusts.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>Connections that this process has at a time.</summary>
    public int Connections { get; init; } = 20;

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement may take before the database counts as lost.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The database as sentences name it.</summary>
    public override string ToString() => $"the database '{Database}' at {Host}:{Port}";

    /// <summary>What the driver is given.</summary>
    /// <exception cref="RunConfigException">A value cannot be, or a file cannot be read.</exception>
    internal NpgsqlConnectionStringBuilder ToConnectionString()
    {
        Check(Host.Length > 0, "the database's host is empty");
        Check(Port is > 0 and <= ushort.MaxValue, $"the database's port is {Port}, expected a number from 1 to {ushort.MaxValue}");
        Check(Database.Length > 0, "the database's name is empty");
        Check(User.Length > 0, "the database's user is empty");
        Check(Connections is > 0 and <= 1000, $"the database's connections are {Connections}, expected a number from 1 to 1000");
        return new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Database = Database,
            Username = User,
            Password = ReadPassword(),
            SslMode = Tls.ToSslMode(),
            RootCertificate = CheckedCertificate(),
            SearchPath = ClusterSchema.Name,
            ApplicationName = "awac",
            MaxPoolSize = Connections,
            Timeout = Seconds(ConnectTimeout),
            CommandTimeout = Seconds(CommandTimeout),
            CancellationTimeout = 2_000, // milliseconds that a server has to say that it gave up a statement, before the connection is cut
            TcpKeepAlive = true, // of a connection that waits for an answer: a partition drops packets and tells nobody
            TcpKeepAliveTime = 10,
            TcpKeepAliveInterval = 5,
            // Whatever the server's defaults: an acknowledged event survives a power cut; and a node that is frozen within a transaction, whose connection
            // lives on, loses it and its locks, for which the node that has taken its run over would wait for ever.
            Options = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=10s",
        };
    }

    /// <summary>The password; null where there is none, as with a client that the server trusts by its socket.</summary>
    /// <exception cref="RunConfigException">Its file cannot be read.</exception>
    private string? ReadPassword()
    {
        if (PasswordFile is not { } file)
        {
            return Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : null;
        }

        try
        {
            return File.ReadLines(file).FirstOrDefault() is { Length: > 0 } line
                ? line
                : throw new RunConfigException($"the file with the database's password, '{file}', is empty");
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw new RunConfigException($"the file with the database's password cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    private string? CheckedCertificate()
    {
        if (RootCertificate is not { } file || Tls is not (DatabaseTls.VerifyCa or DatabaseTls.VerifyFull))
        {
            return null;
        }

        try
        {
            X509CertificateLoader.LoadCertificateFromFile(file).Dispose();
            return file;
        }
        catch (Exception e) when (FileRefusal.Is(e) || e is System.Security.Cryptography.CryptographicException)
        {
            throw new RunConfigException($"the root certificate of the database, '{file}', cannot be used: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private static void Check(bool holds, string problem)
    {
        if (!holds)
        {
            throw new RunConfigException(problem);
        }
    }
}

/// <summary>How a connection to the database is encrypted, as Npgsql offers it.</summary>
public enum DatabaseTls
{
    /// <summary>Not at all.</summary>
    Disable,

    /// <summary>Where the server can; whoever sits between the two can keep it from it.</summary>
    Prefer,

    /// <summary>Always; whoever sits between the two can pose as the server.</summary>
    Require,

    /// <summary>Always, with a server whose certificate the authority has signed.</summary>
    VerifyCa,

    /// <summary>Always, with a server whose certificate the authority has signed for this host.</summary>
    VerifyFull,
}

/// <summary>Names of the modes.</summary>
public static class DatabaseTlsNames
{
    /// <summary>The modes by the names that configurations have for them.</summary>
    public static IReadOnlyDictionary<string, DatabaseTls> All { get; } = new Dictionary<string, DatabaseTls>
    {
        ["disable"] = DatabaseTls.Disable,
        ["prefer"] = DatabaseTls.Prefer,
        ["require"] = DatabaseTls.Require,
        ["verify-ca"] = DatabaseTls.VerifyCa,
        ["verify-full"] = DatabaseTls.VerifyFull,
    };

    internal static SslMode ToSslMode(this DatabaseTls tls) => tls switch
    {
        DatabaseTls.Disable => SslMode.Disable,
        DatabaseTls.Prefer => SslMode.Prefer,
        DatabaseTls.Require => SslMode.Require,
        DatabaseTls.VerifyCa => SslMode.VerifyCA,
        _ => SslMode.VerifyFull,
    };
}
