using System.Text.Json;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>
/// What nodes last told of themselves and of their runs, for those who watch the cluster, who see how old it is. No run depends on it; a learner that
/// would begin a cluster sees in it whether another one lives.
/// </summary>
/// <param name="database">The database.</param>
public sealed class ReportTable(ClusterDatabase database)
{
    /// <summary>Reports on runs.</summary>
    public const string Runs = "run";

    /// <summary>Reports of nodes.</summary>
    public const string Nodes = "node";

    /// <summary>Writes reports over those before. They do not wait for the server's disk, which the journals need: what a crash of it loses is told again.</summary>
    public Task WriteAsync<T>(string kind, IReadOnlyDictionary<string, T> reports, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            if (reports.Count == 0)
            {
                return;
            }

            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using var hurry = new NpgsqlCommand("SET LOCAL synchronous_commit = off", connection);
            await hurry.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            foreach (var (name, report) in reports.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                await using var command = Insert(connection, "VALUES (@kind, @name, clock_timestamp(), @report)", kind, name, report);
                await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        },
        cancellation);

    /// <summary>Reads the reports of a kind, and how many seconds ago each was written. One from the future is old: the database's clock was set back since.</summary>
    public Task<IReadOnlyDictionary<string, (T Report, double Age)>> ReadAsync<T>(string kind, CancellationToken cancellation) =>
        database.UseAsync<IReadOnlyDictionary<string, (T Report, double Age)>>(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    "SELECT name, report, abs(extract(epoch FROM now() - at))::double precision FROM awac.reports WHERE kind = @kind", connection);
                command.Parameters.AddWithValue("kind", kind);
                await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                var reports = new SortedDictionary<string, (T, double)>(StringComparer.Ordinal);
                while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    reports.Add(rows.GetString(0), (JsonSerializer.Deserialize<T>(rows.GetString(1))!, rows.GetDouble(2)));
                }

                return reports;
            },
            cancellation);

    /// <summary>Reads when each report of a kind was written, by the database's clock: another time says that it was written again.</summary>
    internal Task<IReadOnlyDictionary<string, DateTime>> ReadTimesAsync(string kind, CancellationToken cancellation) =>
        database.UseAsync<IReadOnlyDictionary<string, DateTime>>(
            async connection =>
            {
                await using var command = new NpgsqlCommand("SELECT name, at FROM awac.reports WHERE kind = @kind", connection);
                command.Parameters.AddWithValue("kind", kind);
                await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                var times = new Dictionary<string, DateTime>();
                while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    times.Add(rows.GetString(0), rows.GetDateTime(1));
                }

                return times;
            },
            cancellation);

    /// <summary>
    /// Writes a report where the only others of its kind are those of nodes that are known to be silent, and still are. Of several that do so at once
    /// one is the first: a lock of the database keeps the others waiting, and they see its report then.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">Whose report it is; one of its own from before does not count.</param>
    /// <param name="report">The report.</param>
    /// <param name="silent">Reports of silent nodes, each with the time that it bore when it was read.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether it was written.</returns>
    internal Task<bool> TryWriteFirstAsync<T>(string kind, string name, T report, IReadOnlyDictionary<string, DateTime> silent, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using var locking = new NpgsqlCommand("SELECT pg_advisory_xact_lock(4207)", connection);
            await locking.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            await using var command = Insert(
                connection,
                """
                SELECT @kind, @name, clock_timestamp(), @report WHERE NOT EXISTS (
                    SELECT 1 FROM awac.reports WHERE kind = @kind AND name <> @name AND (name, at) NOT IN (SELECT * FROM unnest(@silent, @since)))
                """,
                kind, name, report);
            command.Parameters.AddWithValue("silent", silent.Keys.ToArray());
            command.Parameters.AddWithValue("since", silent.Values.ToArray());
            var isFirst = await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1;
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return isFirst;
        },
        cancellation);

    private static NpgsqlCommand Insert<T>(NpgsqlConnection connection, string row, string kind, string name, T report)
    {
        var command = new NpgsqlCommand(
            $"INSERT INTO awac.reports (kind, name, at, report) {row} ON CONFLICT (kind, name) DO UPDATE SET at = excluded.at, report = excluded.report", connection);
        command.Parameters.AddWithValue("kind", kind);
        command.Parameters.AddWithValue("name", name);
        command.Parameters.AddWithValue("report", JsonSerializer.Serialize(report));
        return command;
    }
}
