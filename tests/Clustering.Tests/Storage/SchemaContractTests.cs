using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>What Akka.Persistence.Sql and Npgsql are relied on for: an upgrade that changes it is noticed.</summary>
[Collection(PostgresTests.Name)]
[Trait("Category", "Run")]
public sealed class SchemaContractTests
{
    private const string Tables = """
        SELECT table_name, column_name, data_type, is_nullable, is_identity FROM information_schema.columns
        WHERE table_schema = 'SCHEMA' AND table_name IN ('journal', 'tags', 'snapshot') ORDER BY table_name, column_name
        """;

    private const string Indexes = """
        SELECT indexname, replace(indexdef, 'SCHEMA.', '') FROM pg_indexes
        WHERE schemaname = 'SCHEMA' AND tablename IN ('journal', 'tags', 'snapshot') ORDER BY indexname
        """;

    private readonly PostgresServer server;

    public SchemaContractTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    /// <summary>Ours are moved away, so that the package finds none.</summary>
    [Fact]
    public async Task The_tables_are_those_that_the_package_would_make()
    {
        var owner = await server.CreateAsync();
        await ClusterDatabase.InitialiseAsync(owner, PostgresServer.Node, TestContext.Current.CancellationToken);
        await server.ExecuteAsync(owner.Database, "ALTER SCHEMA awac RENAME TO ours; CREATE SCHEMA awac");
        var expected = await ReadAsync(owner.Database, "ours");
        using var database = ClusterDatabase.Unchecked(owner);
        using var system = ActorSystem.Create("awac-contract", ClusterJournal.Setup(database, ConfigurationFactory.ParseString(
            "akka { loggers = [], loglevel = OFF } \n akka.persistence { journal.sql.auto-initialize = on \n snapshot-store.sql.auto-initialize = on }")));
        Persistence.Instance.Apply(system).JournalFor(null);
        Persistence.Instance.Apply(system).SnapshotStoreFor(null);
        var made = await ReadAsync(owner.Database, "awac");
        for (var attempt = 0; made.Count < expected.Count && attempt < 100; attempt++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            made = await ReadAsync(owner.Database, "awac");
        }

        await system.Terminate();
        Assert.Equal(made, expected);
    }

    private async Task<IReadOnlyList<string>> ReadAsync(string database, string schema) =>
    [
        .. await server.QueryAsync(database, Tables.Replace("SCHEMA", schema, StringComparison.Ordinal)),
        .. await server.QueryAsync(database, Indexes.Replace("SCHEMA", schema, StringComparison.Ordinal)),
    ];
}
