using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Data.Transitions;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>What is wanted of a run.</summary>
public enum WantedState
{
    /// <summary>It shall go on until it is complete.</summary>
    Running,

    /// <summary>It shall do nothing.</summary>
    Stopped,
}

/// <summary>What a run was last seen to be.</summary>
public enum SeenState
{
    /// <summary>No node has begun it, or it was stopped.</summary>
    Queued,

    /// <summary>A node has it, or had it when it died.</summary>
    Running,

    /// <summary>It is complete.</summary>
    Finished,

    /// <summary>It cannot go on.</summary>
    Failed,
}

/// <summary>A run that a cluster is to have.</summary>
/// <param name="Name">Its name; see <see cref="RunName"/>.</param>
/// <param name="Spec">What it is a function of.</param>
public sealed record SubmittedRun(string Name, RunSpec Spec);

/// <summary>A run that a cluster has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Configuration">Its configuration as canonical HOCON: that which is wanted, which a run that goes on takes up as an extension.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="DatasetHash">Content hash of its dataset; null without.</param>
/// <param name="DataReturn">
/// Mean return of the data's complete episodes as they were logged, null where there are none: the run's and not the dataset's, since logs that differ in
/// rows without a successor come to the same transitions.
/// </param>
/// <param name="Submitted">When it was submitted.</param>
/// <param name="Wanted">What is wanted of it.</param>
/// <param name="Seen">What it was last seen to be.</param>
/// <param name="Outcome">The digest of a finished run, the sentence of a failed one; null otherwise.</param>
public sealed record CataloguedRun(
    string Name, string Configuration, ulong Seed, string? DatasetHash, double? DataReturn, DateTimeOffset Submitted, WantedState Wanted, SeenState Seen,
    string? Outcome);

/// <summary>The runs of a cluster. What a run has come to is in its journal alone; here stands what is wanted, and what was last seen.</summary>
/// <param name="database">The database.</param>
public sealed class RunCatalogue(ClusterDatabase database)
{
    private const string Columns = "name, configuration, seed, dataset_hash, data_return, submitted, wanted, state, outcome";

    /// <summary>Adds runs with their datasets, all of them or none.</summary>
    /// <exception cref="RunConfigException">
    /// A name is none, is there twice, or belongs to a run that exists; or the actions of a dataset may be in other units than those of its policies.
    /// </exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task AddAsync(IReadOnlyList<SubmittedRun> runs, CancellationToken cancellation)
    {
        foreach (var spec in runs.Select(run => run.Spec))
        {
            EnvironmentLogs.CheckUnits(spec.Config, spec.Dataset);
        }

        foreach (var name in runs.Select(run => RunName.Check(run.Name)).GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            throw new RunConfigException($"the name '{name}' is given to two runs; give each its own");
        }

        var hashes = runs.Select(run => run.Spec.Dataset).OfType<OfflineDataset>().Distinct(ReferenceEqualityComparer.Instance)
            .ToDictionary(dataset => (OfflineDataset)dataset!, dataset => ((OfflineDataset)dataset!).ContentHash());
        return database.UseAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                var missing = new List<OfflineDataset>();
                foreach (var (dataset, hash) in hashes.OrderBy(entry => entry.Value, StringComparer.Ordinal)) // in one order, so that no two submissions wait for each other
                {
                    if (await DatasetStore.BeginAsync(connection, hash, dataset, cancellation).ConfigureAwait(false))
                    {
                        missing.Add(dataset);
                    }
                }

                foreach (var run in runs.OrderBy(run => run.Name, StringComparer.Ordinal))
                {
                    if (!await AddAsync(connection, run, run.Spec.Dataset is { } data ? hashes[data] : null, cancellation).ConfigureAwait(false))
                    {
                        throw new RunConfigException($"the cluster has a run '{run.Name}' already; take another name, or delete that run with: awac cluster delete {run.Name}");
                    }
                }

                foreach (var dataset in missing) // behind the names: what takes long shall not be done for nothing
                {
                    await DatasetStore.WritePartsAsync(connection, hashes[dataset], dataset.Transitions, cancellation).ConfigureAwait(false);
                }

                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            },
            cancellation);
    }

    /// <summary>A run.</summary>
    /// <exception cref="RunConfigException">There is none of that name.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public async Task<CataloguedRun> GetAsync(string name, CancellationToken cancellation) =>
        await QueryAsync($"SELECT {Columns} FROM awac.runs WHERE name = @name", cancellation, ("name", name)).ConfigureAwait(false) is [var run]
            ? run
            : throw Unknown(name, database);

    /// <summary>All runs by name.</summary>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task<IReadOnlyList<CataloguedRun>> ListAsync(CancellationToken cancellation) =>
        QueryAsync($"SELECT {Columns} FROM awac.runs ORDER BY name", cancellation);

    /// <summary>Changes what is wanted of a run.</summary>
    /// <exception cref="RunConfigException">There is none of that name.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task WantAsync(string name, WantedState wanted, CancellationToken cancellation) =>
        UpdateAsync(name, "wanted = @wanted", cancellation, ("wanted", Word(wanted)));

    /// <summary>Changes the configuration that is wanted of a run; <see cref="ClusteredRun"/> says whether the run can take it up.</summary>
    /// <exception cref="RunConfigException">There is none of that name.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task ConfigureAsync(string name, RunConfig config, CancellationToken cancellation) =>
        UpdateAsync(name, "configuration = @configuration", cancellation, ("configuration", config.ToHocon()));

    /// <summary>Notes what rollouts compute where a run begins; a run that has begun keeps what it has.</summary>
    /// <param name="name">The run.</param>
    /// <param name="here">What they compute here.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What they computed where it began.</returns>
    /// <exception cref="RunConfigException">There is none of that name.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task<string> RecordArithmeticAsync(string name, string here, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            await using var command = Command(
                connection, "UPDATE awac.runs SET arithmetic = COALESCE(arithmetic, @here) WHERE name = @name RETURNING arithmetic", ("here", here), ("name", name));
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as string ?? throw Unknown(name, database);
        },
        cancellation);

    /// <summary>Notes what a run is seen to be.</summary>
    /// <param name="name">The run.</param>
    /// <param name="seen">What it is.</param>
    /// <param name="outcome">The digest of a finished run, the sentence of a failed one; null otherwise.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunConfigException">There is none of that name.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task NoteAsync(string name, SeenState seen, string? outcome, CancellationToken cancellation) =>
        UpdateAsync(name, "state = @state, outcome = @outcome", cancellation, ("state", Word(seen)), ("outcome", outcome));

    /// <summary>Removes a run with all that is kept of it, and its dataset where no other run has it. All of it or nothing.</summary>
    /// <exception cref="RunConfigException">There is none of that name.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using var delete = Command(connection, "DELETE FROM awac.runs WHERE name = @name RETURNING dataset_hash", ("name", name));
            var hash = await delete.ExecuteScalarAsync(cancellation).ConfigureAwait(false) ?? throw Unknown(name, database);
            string[] actors = [PostgresRunStore.PersistenceId(RunActor.Id, name), PostgresRunStore.PersistenceId(ReplayActor.Id, name)];
            await ExecuteAsync(connection, "DELETE FROM awac.journal WHERE persistence_id = ANY(@ids)", cancellation, ("ids", actors)).ConfigureAwait(false);
            string[] snapshots = [.. new RunSnapshots(name).All];
            await ExecuteAsync(connection, "DELETE FROM awac.snapshot WHERE persistence_id = ANY(@ids)", cancellation, ("ids", snapshots)).ConfigureAwait(false);
            await ExecuteAsync(
                connection, "DELETE FROM awac.reports WHERE kind = @kind AND name = @name", cancellation, ("kind", ReportTable.Runs), ("name", name)).ConfigureAwait(false);
            await ExecuteAsync(
                connection, "DELETE FROM awac.datasets WHERE hash = @hash AND NOT EXISTS (SELECT 1 FROM awac.runs WHERE dataset_hash = @hash)", cancellation,
                ("hash", hash as string)).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        },
        cancellation);

    /// <summary>The sentence for a name that no run has.</summary>
    internal static RunConfigException Unknown(string name, ClusterDatabase database) =>
        new($"there is no run '{name}' in {database}; awac cluster list shows those that there are");

    private static async Task<bool> AddAsync(NpgsqlConnection connection, SubmittedRun run, string? hash, CancellationToken cancellation) => await ExecuteAsync(
        connection,
        """
        INSERT INTO awac.runs (name, configuration, seed, dataset_hash, data_return, wanted, state)
        VALUES (@name, @configuration, @seed, @hash, @return, 'running', 'queued') ON CONFLICT DO NOTHING
        """,
        cancellation,
        ("name", run.Name), ("configuration", run.Spec.Config.ToHocon()), ("seed", (decimal)run.Spec.Seed), ("hash", hash), ("return", run.Spec.DataReturn)).ConfigureAwait(false) == 1;

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, sql, values);
        if (sql.StartsWith("DELETE", StringComparison.Ordinal))
        {
            command.CommandTimeout = (int)ClusterDatabase.LongStatement.TotalSeconds;
        }

        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private static string Word<T>(T state)
        where T : struct, Enum => state.ToString().ToLowerInvariant();

    private Task UpdateAsync(string name, string assignment, CancellationToken cancellation, params (string Name, object? Value)[] values) => database.UseAsync(
        async connection =>
        {
            if (await ExecuteAsync(connection, $"UPDATE awac.runs SET {assignment} WHERE name = @name", cancellation, [.. values, ("name", name)]).ConfigureAwait(false) == 0)
            {
                throw Unknown(name, database);
            }
        },
        cancellation);

    private Task<IReadOnlyList<CataloguedRun>> QueryAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] values) =>
        database.UseAsync<IReadOnlyList<CataloguedRun>>(
            async connection =>
            {
                await using var command = Command(connection, sql, values);
                await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                var runs = new List<CataloguedRun>();
                while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    runs.Add(new CataloguedRun(
                        rows.GetString(0), rows.GetString(1), (ulong)rows.GetDecimal(2), rows.IsDBNull(3) ? null : rows.GetString(3),
                        rows.IsDBNull(4) ? null : rows.GetDouble(4), rows.GetFieldValue<DateTimeOffset>(5),
                        Enum.Parse<WantedState>(rows.GetString(6), ignoreCase: true), Enum.Parse<SeenState>(rows.GetString(7), ignoreCase: true),
                        rows.IsDBNull(8) ? null : rows.GetString(8)));
                }

                return runs;
            },
            cancellation);
}
