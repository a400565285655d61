using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>
/// The PostgreSQL database of a cluster, as one process uses it: opened and looked at before the actor system starts, since Akka.Persistence.Sql
/// reports a database that it cannot use to the log alone. Thread-safe.
/// </summary>
public sealed class ClusterDatabase : IDisposable
{
    /// <summary>How long a statement may take that moves a whole dataset or a whole journal.</summary>
    internal static readonly TimeSpan LongStatement = TimeSpan.FromMinutes(10);

    private const int OldestServer = 150_000; // as server_version_num has it
    private readonly DatabaseSettings settings;

    private ClusterDatabase(DatabaseSettings settings)
    {
        this.settings = settings;
        Source = new NpgsqlDataSourceBuilder(settings.ToConnectionString().ToString()).Build();
    }

    /// <summary>Makes connections; its own string does not tell the password.</summary>
    internal NpgsqlDataSource Source { get; }

    /// <summary>Opens the database as a node does.</summary>
    /// <exception cref="RunConfigException">A setting cannot be.</exception>
    /// <exception cref="StorageException">The database cannot be used; one sentence says why, and what to do.</exception>
    public static async Task<ClusterDatabase> OpenAsync(DatabaseSettings settings, CancellationToken cancellation)
    {
        var database = Unchecked(settings);
        try
        {
            await database.UseAsync(connection => database.ProbeAsync(connection, cancellation), cancellation).ConfigureAwait(false);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes the tables where they are not there, and grants a role what a node needs of them. All of it or nothing; a database that has them already
    /// is left as it is, and the role is granted all the same.
    /// </summary>
    /// <param name="owner">The database, as a role that may make a schema in it.</param>
    /// <param name="nodeRole">The role of the nodes, which must exist.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StorageException">The database cannot be used, or has the tables of another version.</exception>
    public static async Task InitialiseAsync(DatabaseSettings owner, string nodeRole, CancellationToken cancellation)
    {
        using var database = Unchecked(owner);
        await database.UseAsync(
            async connection =>
            {
                await database.CheckServerAsync(connection, cancellation).ConfigureAwait(false);
                await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock(4206)", cancellation).ConfigureAwait(false); // two that begin at once
                if (await database.ReadVersionAsync(connection, cancellation).ConfigureAwait(false) is null)
                {
                    await ExecuteAsync(connection, ClusterSchema.Tables, cancellation).ConfigureAwait(false);
                    await ExecuteAsync(connection, $"INSERT INTO awac.schema_version VALUES ({ClusterSchema.Version})", cancellation).ConfigureAwait(false);
                }

                using var quotes = new NpgsqlCommandBuilder();
                await ExecuteAsync(connection, ClusterSchema.Grants(quotes.QuoteIdentifier(nodeRole)), cancellation).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The database as its owner uses it, not looked at.</summary>
    /// <exception cref="RunConfigException">A setting cannot be.</exception>
    internal static ClusterDatabase Unchecked(DatabaseSettings settings) => new(settings);

    /// <summary>The database as sentences name it.</summary>
    public override string ToString() => settings.ToString();

    /// <summary>Closes the connections.</summary>
    public void Dispose() => Source.Dispose();

    /// <summary>Does something with a connection.</summary>
    /// <exception cref="StorageException">The database could not do it; one sentence says why.</exception>
    internal async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await Source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseFaults.Is(e) && !cancellation.IsCancellationRequested)
        {
            throw DatabaseFaults.Explain(e, this);
        }
    }

    /// <inheritdoc cref="UseAsync{T}" />
    internal Task UseAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellation) => UseAsync(
        async connection =>
        {
            await work(connection).ConfigureAwait(false);
            return true;
        },
        cancellation);

    /// <summary>The same for a caller that waits, as a persistent actor does for a file.</summary>
    /// <exception cref="StorageException">The database could not do it; one sentence says why.</exception>
    internal T Use<T>(Func<NpgsqlConnection, T> work)
    {
        try
        {
            using var connection = Source.OpenConnection();
            return work(connection);
        }
        catch (Exception e) when (DatabaseFaults.Is(e))
        {
            throw DatabaseFaults.Explain(e, this);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task ProbeAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await CheckServerAsync(connection, cancellation).ConfigureAwait(false);
        if (await ReadVersionAsync(connection, cancellation).ConfigureAwait(false) is null)
        {
            throw new StorageException($"{this} has no tables of awac yet; make them once, as their owner, with: awac cluster init");
        }

        await using var command = new NpgsqlCommand(
            """
            SELECT wanted.relation, wanted.privilege FROM unnest(@relations, @privileges, @columns) AS wanted (relation, privilege, attribute)
            WHERE NOT CASE WHEN wanted.attribute IS NULL THEN has_table_privilege('awac.' || wanted.relation, wanted.privilege)
                ELSE has_column_privilege('awac.' || wanted.relation, wanted.attribute, wanted.privilege) END
            LIMIT 1
            """,
            connection);
        command.Parameters.AddWithValue("relations", ClusterSchema.NodePrivileges.Select(p => p.Table).ToArray());
        command.Parameters.AddWithValue("privileges", ClusterSchema.NodePrivileges.Select(p => p.Privilege).ToArray());
        command.Parameters.AddWithValue("columns", ClusterSchema.NodePrivileges.Select(p => p.Column).ToArray());
        await using var missing = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        if (await missing.ReadAsync(cancellation).ConfigureAwait(false))
        {
            throw new StorageException(
                $"the role '{settings.User}' may not {missing.GetString(1)} in the table {ClusterSchema.Name}.{missing.GetString(0)} of {this}; "
                + "have its owner grant that with: awac cluster init");
        }
    }

    /// <summary>A server whose word can be relied on: new enough, one that can be written to, and that waits for its disk.</summary>
    private async Task CheckServerAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'), pg_is_in_recovery(), current_setting('fsync')::boolean", connection);
        await using var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await row.ReadAsync(cancellation).ConfigureAwait(false);
        if (row.GetInt32(0) < OldestServer)
        {
            throw new StorageException($"{this} is of PostgreSQL {row.GetString(1)}; awac needs 15 or newer");
        }

        if (row.GetBoolean(2))
        {
            throw new StorageException($"{this} is a standby that cannot be written to; name the primary server");
        }

        if (!row.GetBoolean(3))
        {
            throw new StorageException($"{this} runs with fsync = off, so that a power cut loses what it has acknowledged; set fsync = on in its configuration");
        }
    }

    /// <summary>The version of the tables; null where there are none.</summary>
    /// <exception cref="StorageException">It is not this program's.</exception>
    private async Task<int?> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('awac.schema_version') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not true)
        {
            return null;
        }

        await using var version = new NpgsqlCommand("SELECT version FROM awac.schema_version", connection);
        var found = await version.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as int?;
        return found == ClusterSchema.Version ? found
            : throw new StorageException(found > ClusterSchema.Version
                ? $"{this} has tables of version {found}, and this program knows version {ClusterSchema.Version}: a newer one made them, use that"
                : $"{this} has tables of version {found?.ToString() ?? "none"}, and this program needs version {ClusterSchema.Version}: an older one made them, use that");
    }
}
