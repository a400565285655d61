using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using LinqToDB;
using LinqToDB.DataProvider.PostgreSQL;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>The journal and the snapshots of Akka.Persistence.Sql in a cluster's database: their settings, and reading events without being an actor.</summary>
public static class ClusterJournal
{
    /// <summary>The settings over those that every actor system with runs has.</summary>
    public static Config Configuration()
    {
        using var stream = typeof(ClusterJournal).Assembly.GetManifestResourceStream("AwacAkka.Clustering.Storage.postgres.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd()).WithFallback(RunSystem.SharedConfiguration());
    }

    /// <summary>What an actor system without a host is made with: the configuration, and the database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="over">Settings over <see cref="Configuration"/>.</param>
    public static ActorSystemSetup Setup(ClusterDatabase database, Config over) =>
        BootstrapSetup.Create().WithConfig(over.WithFallback(Configuration())).And(PluginSetup(database));

    /// <summary>How the plugins make their connections: from the pool of a database that has been opened and looked at.</summary>
    internal static DataOptionsSetup PluginSetup(ClusterDatabase database) => new(Options(database));

    /// <summary>The same, for whoever makes a connection as the plugins do.</summary>
    internal static DataOptions Options(ClusterDatabase database) => new DataOptions()
        .UseProvider(ProviderName.PostgreSQL15) // the plugin maps its tables by the name
        .UseConnectionFactory(PostgreSQLTools.GetDataProvider(PostgreSQLVersion.v15), _ => database.Source.CreateConnection());

    /// <summary>The events of one persistent actor in their order, one at a time.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="connection">A connection, used until the last event is read.</param>
    /// <param name="persistenceId">The actor.</param>
    /// <exception cref="InvalidDataException">An event is not what was written.</exception>
    internal static IEnumerable<T> Read<T>(NpgsqlConnection connection, string persistenceId)
        where T : class
    {
        using var query = new NpgsqlCommand(
            "SELECT message, manifest FROM awac.journal WHERE persistence_id = @id AND NOT deleted ORDER BY sequence_number", connection);
        query.Parameters.AddWithValue("id", persistenceId);
        using var rows = query.ExecuteReader();
        while (rows.Read())
        {
            yield return (T)JournalSerializer.Read(rows.GetFieldValue<byte[]>(0), rows.GetString(1));
        }
    }

    /// <summary>All that a run has recorded.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="run">The run.</param>
    internal static IReadOnlyList<RunEvent> ReadRun(NpgsqlConnection connection, RunIdentity run) => [.. Read<RunEvent>(connection, run.Id(RunActor.Id))];
}
