using System.Net;
using System.Net.Sockets;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>A database that cannot be used ends in one sentence that names it and the fix, and never tells the password.</summary>
[Collection(PostgresTests.Name)]
[Trait("Category", "Run")]
public sealed class ClusterDatabaseTests
{
    private readonly PostgresServer server;

    public ClusterDatabaseTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    /// <summary>What is wrong: with the settings, or with the database; and what is said.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "unreachable", string.Empty, "cannot be reached: " },
        { "password", string.Empty, "refuses the user or its password (password authentication failed for user \"node\"); set the environment variable" },
        { "missing", string.Empty, "does not exist; make it, then its tables with: awac cluster init" },
        { "tls", string.Empty, "refuses TLS: " },
        { "empty", string.Empty, "has no tables of awac yet; make them once, as their owner, with: awac cluster init" },
        { "sql", "UPDATE awac.schema_version SET version = 3", "has tables of version 3, and this program knows version 2: a newer one made them, use that" },
        { "sql", "UPDATE awac.schema_version SET version = 1", "has tables of version 1, and this program needs version 2: an older one made them, use that" },
        { "sql", "REVOKE INSERT ON awac.journal FROM node", "the role 'node' may not INSERT in the table awac.journal of " },
        { "sql", "REVOKE UPDATE (wanted) ON awac.runs FROM node", "the role 'node' may not UPDATE in the table awac.runs of " },
        { "sql", "REVOKE USAGE ON SCHEMA awac FROM node", "a right is missing in the database " },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_database_that_cannot_be_used_is_refused_with_a_sentence(string fault, string sql, string sentence)
    {
        var settings = fault == "empty" ? await server.CreateAsync() : await server.InitialiseAsync();
        if (sql.Length > 0)
        {
            await server.ExecuteAsync(settings.Database, sql);
        }

        var refusal = await Assert.ThrowsAsync<StorageException>(() => ClusterDatabase.OpenAsync(
            fault switch
            {
                "unreachable" => settings with { Port = 1 },
                "password" => settings with { PasswordVariable = "PATH" },
                "missing" => settings with { Database = "nowhere" },
                "tls" => settings with { Tls = DatabaseTls.Require },
                _ => settings,
            },
            Cancellation));
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        AssertNoSecret(refusal);
        Assert.DoesNotContain(Environment.GetEnvironmentVariable("PATH")!, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_out_of_connections_says_so()
    {
        var settings = await server.InitialiseAsync();
        using var first = await ClusterDatabase.OpenAsync(settings, Cancellation);
        await server.ExecuteAsync(settings.Database, $"ALTER ROLE {PostgresServer.Node} CONNECTION LIMIT 0");
        try
        {
            var refusal = await Assert.ThrowsAsync<StorageException>(() => ClusterDatabase.OpenAsync(settings, Cancellation));
            Assert.Contains("is out of connections (too many connections for role \"node\"); raise max_connections there", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(StorageFault.Unavailable, refusal.Kind);
        }
        finally
        {
            await server.ExecuteAsync(settings.Database, $"ALTER ROLE {PostgresServer.Node} CONNECTION LIMIT -1");
        }
    }

    [Fact]
    public async Task A_node_whose_own_connections_are_in_use_says_so()
    {
        using var database = await ClusterDatabase.OpenAsync(
            await server.InitialiseAsync() with { Connections = 1, ConnectTimeout = TimeSpan.FromSeconds(1) }, Cancellation);
        var refusal = await database.UseAsync(
            _ => Assert.ThrowsAsync<StorageException>(() => new RunCatalogue(database).ListAsync(Cancellation)), Cancellation);
        Assert.Contains("all connections of this node to the database", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_is_not_answered_ends_in_a_sentence()
    {
        using var database = await ClusterDatabase.OpenAsync(await server.InitialiseAsync() with { CommandTimeout = TimeSpan.FromSeconds(1) }, Cancellation);
        await new RunCatalogue(database).AddAsync([new SubmittedRun("held", SmallRun.Spec)], Cancellation);
        var run = (await new RunCatalogue(database).GetAsync("held", Cancellation)).Identity;
        await database.UseAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(Cancellation);
                await using var hold = new Npgsql.NpgsqlCommand("UPDATE awac.runs SET state = 'failed'", connection);
                await hold.ExecuteNonQueryAsync(Cancellation);
                var refusal = await Assert.ThrowsAsync<StorageException>(() => PostgresRunStore.TakeAsync(database, run, SmallRun.Config, Cancellation));
                Assert.EndsWith("did not answer in time; check the way to it and its disk", refusal.Message, StringComparison.Ordinal);
                Assert.Equal(StorageFault.Unavailable, refusal.Kind);
            },
            Cancellation);
    }

    /// <summary>The server says that it speaks TLS, and is gone.</summary>
    [Fact]
    public async Task A_connection_that_is_cut_while_tls_begins_is_no_fault_to_mend()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = CutAsync();
        using var database = ClusterDatabase.Unchecked(new DatabaseSettings("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "awac", "node")
        {
            Tls = DatabaseTls.Require,
            PasswordVariable = "PATH",
        });
        var refusal = await Assert.ThrowsAsync<StorageException>(() => new RunCatalogue(database).ListAsync(Cancellation));
        Assert.Contains(" cannot be reached: ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(StorageFault.Unavailable, refusal.Kind);

        async Task CutAsync()
        {
            var bytes = new byte[4096];
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Cancellation);
                var stream = client.GetStream();
                await stream.ReadExactlyAsync(bytes.AsMemory(0, 8), Cancellation);
                if (bytes[7] == 0x30) // GSSAPI is asked for first
                {
                    await stream.WriteAsync("N"u8.ToArray(), Cancellation);
                    await stream.ReadExactlyAsync(bytes.AsMemory(0, 8), Cancellation);
                }

                await stream.WriteAsync("S"u8.ToArray(), Cancellation);
                await stream.ReadAtLeastAsync(bytes, 1, cancellationToken: Cancellation);
            }
        }
    }

    /// <summary>SQLSTATEs that a small test cannot bring about as they come about: raised by the server all the same.</summary>
    [Theory]
    [InlineData("53100", "could not extend file: No space left on device", "is out of disk (could not extend file: No space left on device); free some space there")]
    [InlineData("25006", "cannot execute INSERT in a read-only transaction", "cannot be written to at the moment")]
    [InlineData("40P01", "deadlock detected", "let another program go first (deadlock detected); try again")]
    [InlineData("25P03", "terminating connection due to idle-in-transaction timeout", "took this node for frozen, and has dropped what it was writing")]
    [InlineData("57014", "canceling statement due to statement timeout", "gave up a statement that took too long")]
    [InlineData("08006", "connection failure", "cannot be reached (connection failure); check the way to it")]
    [InlineData("53400", "temporary file size exceeds temp_file_limit", "cannot be used at the moment (temporary file size exceeds temp_file_limit)")]
    [InlineData("57P05", "terminating connection due to idle-session timeout", "cannot be used at the moment")]
    [InlineData("58030", "could not write to file", "cannot be used at the moment (could not write to file)")]
    public async Task What_the_server_reports_while_a_run_is_written_ends_it_with_a_sentence(string state, string message, string sentence)
    {
        var settings = await server.InitialiseAsync();
        await using var node = await StoreNode.StartAsync(settings);
        await node.SubmitAsync("struck", SmallRun.Spec);
        await server.ExecuteAsync(
            settings.Database,
            $"CREATE FUNCTION awac.strike() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = '{state}'; END $$ LANGUAGE plpgsql; "
            + "CREATE TRIGGER strike BEFORE INSERT ON awac.journal FOR EACH ROW WHEN (NEW.manifest = 'round-trained-1') EXECUTE FUNCTION awac.strike()");
        var end = await Assert.ThrowsAsync<StorageException>(() => node.RunAsync("struck"));
        Assert.Contains(sentence, end.Message, StringComparison.Ordinal);
        Assert.Equal(StorageFault.Unavailable, end.Kind);
        await server.ExecuteAsync(settings.Database, "DROP TRIGGER strike ON awac.journal");
        Assert.NotEmpty((await node.RunAsync("struck")).Digest);
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("Port")]
    [InlineData("Database")]
    [InlineData("User")]
    [InlineData("Connections")]
    [InlineData("PasswordFile")]
    [InlineData("RootCertificate")]
    public async Task A_setting_that_cannot_be_is_refused_by_name(string setting)
    {
        var settings = new DatabaseSettings("127.0.0.1", 5432, "awac", "node");
        var refusal = await Assert.ThrowsAsync<RunConfigException>(() => ClusterDatabase.OpenAsync(
            setting switch
            {
                "Host" => settings with { Host = string.Empty },
                "Port" => settings with { Port = 70_000 },
                "Database" => settings with { Database = string.Empty },
                "User" => settings with { User = string.Empty },
                "Connections" => settings with { Connections = 0 },
                "PasswordFile" => settings with { PasswordFile = "/nowhere/password" },
                _ => settings with { RootCertificate = "/nowhere/root.pem" },
            },
            Cancellation));
        Assert.Contains(setting is "PasswordFile" ? "password" : setting is "RootCertificate" ? "root certificate" : setting.ToLowerInvariant(), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_may_not_change_what_is_written_nor_the_tables()
    {
        var settings = await server.InitialiseAsync();
        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        foreach (var sql in (string[])["UPDATE awac.journal SET message = ''", "DROP TABLE awac.runs", "TRUNCATE awac.journal", "CREATE TABLE awac.mine ()", "UPDATE awac.schema_version SET version = 9"])
        {
            var refusal = Assert.Throws<StorageException>(() => database.Use(connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                return command.ExecuteNonQuery();
            }));
            Assert.True(
                refusal.Message.StartsWith("a right is missing in the database", StringComparison.Ordinal) || refusal.Message.Contains("must be owner", StringComparison.Ordinal),
                $"{sql}: {refusal.Message}");
        }
    }

    [Fact]
    public async Task Making_the_tables_twice_changes_nothing_and_two_at_once_make_them_once()
    {
        var owner = await server.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ClusterDatabase.InitialiseAsync(owner, PostgresServer.Node, Cancellation)));
        using var database = await ClusterDatabase.OpenAsync(owner with { User = PostgresServer.Node }, Cancellation);
        Assert.Equal(["2"], await server.QueryAsync(owner.Database, "SELECT version FROM awac.schema_version"));
        var refusal = await Assert.ThrowsAsync<StorageException>(() => ClusterDatabase.InitialiseAsync(owner, "nobody-knows", Cancellation));
        Assert.Contains("role \"nobody-knows\" does not exist", refusal.Message, StringComparison.Ordinal);
    }

    internal static void AssertNoSecret(Exception exception) => Assert.DoesNotContain(PostgresServer.Password, exception.ToString(), StringComparison.Ordinal);
}
