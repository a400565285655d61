using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Data.Transitions;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>The runs of a cluster. What a run has come to is in its journal alone; here stands what is wanted, and what was last seen.</summary>
/// <param name="database">The database.</param>
public sealed class RunCatalogue(ClusterDatabase database)
{
    private const string Columns = "name, configuration, seed, dataset_hash, data_return, submitted, wanted, state, outcome, submission, incarnation";

    /// <summary>Pruning that is still under way locks them in this order, too: in any other, each could wait for the other.</summary>
    private const string LockEvents = """
        SELECT count(*) FROM (
            SELECT 1 FROM awac.journal WHERE persistence_id = ANY(@ids) ORDER BY persistence_id, sequence_number FOR UPDATE) AS locked
        """;

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
    public Task WantAsync(string name, WantedState wanted, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            if (await ExecuteAsync(
                connection, "UPDATE awac.runs SET wanted = @wanted WHERE name = @name", cancellation, ("wanted", Word(wanted)), ("name", name)).ConfigureAwait(false) == 0)
            {
                throw Unknown(name, database);
            }
        },
        cancellation);

    /// <summary>
    /// Has a run go on. One that a node has stays noted as running; another is queued. It is one statement, so that a node that takes the run meanwhile
    /// is neither overlooked nor overwritten.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="config">The configuration that is wanted from here on, null for no change; <see cref="ClusteredRun"/> says whether the run can take it up.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunConfigException">It is not there any more.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task ResumeAsync(RunIdentity run, RunConfig? config, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            if (await ExecuteAsync(
                connection,
                """
                UPDATE awac.runs SET wanted = 'running', configuration = COALESCE(@configuration, configuration),
                    state = CASE state WHEN 'running' THEN state ELSE 'queued' END, outcome = CASE state WHEN 'running' THEN outcome END
                WHERE name = @name AND submission = @submission
                """,
                cancellation, ("configuration", config?.ToHocon()), ("name", run.Name), ("submission", run.Submission)).ConfigureAwait(false) == 0)
            {
                throw Unknown(run.Name, database);
            }
        },
        cancellation);

    /// <summary>Notes what rollouts compute where a run begins; a run that has begun keeps what it has.</summary>
    /// <param name="run">The run.</param>
    /// <param name="here">What they compute here.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What they computed where it began.</returns>
    /// <exception cref="StorageException">The database cannot be used, or the run has been deleted.</exception>
    public Task<string> RecordArithmeticAsync(RunIdentity run, string here, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            await using var command = Command(
                connection, "UPDATE awac.runs SET arithmetic = COALESCE(arithmetic, @here) WHERE name = @name AND submission = @submission RETURNING arithmetic",
                ("here", here), ("name", run.Name), ("submission", run.Submission));
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as string ?? throw DatabaseFaults.Deleted(run.Name, database);
        },
        cancellation);

    /// <summary>Notes what a run is seen to be, where no other process has taken it since.</summary>
    /// <param name="hold">The run, as who notes it has taken it or has read it.</param>
    /// <param name="seen">What it is.</param>
    /// <param name="outcome">The digest of a finished run, the sentence of a failed one; null otherwise.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether it was noted: false where the run has been taken since, or deleted.</returns>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task<bool> NoteAsync(RunHold hold, SeenState seen, string? outcome, CancellationToken cancellation) => database.UseAsync(
        async connection => await ExecuteAsync(
            connection, "UPDATE awac.runs SET state = @state, outcome = @outcome WHERE name = @name AND submission = @submission AND incarnation = @incarnation",
            cancellation, ("state", Word(seen)), ("outcome", outcome), ("name", hold.Run.Name), ("submission", hold.Run.Submission),
            ("incarnation", hold.Incarnation)).ConfigureAwait(false) == 1,
        cancellation);

    /// <summary>
    /// Removes a run that no node has and none shall begin, with all that is kept of it, and its dataset where no other run has it. All of it or nothing.
    /// </summary>
    /// <exception cref="RunConfigException">There is none of that name, or it is queued, running or stopping.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            var (run, hash) = await UnlistAsync(connection, name, cancellation).ConfigureAwait(false);
            string[] actors = [run.Id(RunActor.Id), run.Id(ReplayActor.Id)];
            await ExecuteAsync(connection, LockEvents, cancellation, ("ids", actors)).ConfigureAwait(false);
            await ExecuteAsync(connection, "DELETE FROM awac.journal WHERE persistence_id = ANY(@ids)", cancellation, ("ids", actors)).ConfigureAwait(false);
            string[] snapshots = [.. new RunSnapshots(run).All];
            await ExecuteAsync(connection, "DELETE FROM awac.snapshot WHERE persistence_id = ANY(@ids)", cancellation, ("ids", snapshots)).ConfigureAwait(false);
            await ExecuteAsync(
                connection, "DELETE FROM awac.reports WHERE kind = @kind AND name = @name", cancellation, ("kind", ReportTable.Runs), ("name", name)).ConfigureAwait(false);
            await ExecuteAsync(
                connection, "DELETE FROM awac.datasets WHERE hash = @hash AND NOT EXISTS (SELECT 1 FROM awac.runs WHERE dataset_hash = @hash)", cancellation,
                ("hash", hash)).ConfigureAwait(false);
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
        if (sql.StartsWith("DELETE", StringComparison.Ordinal) || sql == LockEvents)
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

    private async Task<(RunIdentity Run, string? Hash)> UnlistAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using (var delete = Command(
            connection,
            """
            DELETE FROM awac.runs WHERE name = @name AND (state IN ('finished', 'failed') OR state = 'queued' AND wanted = 'stopped')
            RETURNING submission, dataset_hash
            """,
            ("name", name)))
        {
            await using var row = await delete.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            if (await row.ReadAsync(cancellation).ConfigureAwait(false))
            {
                return (new RunIdentity(name, row.GetGuid(0)), row.IsDBNull(1) ? null : row.GetString(1));
            }
        }

        var run = await GetAsync(name, cancellation).ConfigureAwait(false);
        throw new RunConfigException(run.Wanted == WantedState.Stopped
            ? $"the run '{name}' is stopping; delete it once awac cluster list says that it is stopped"
            : $"the run '{name}' is {Word(run.Seen)}; stop it first with: awac cluster stop {name}");
    }

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
                        rows.IsDBNull(8) ? null : rows.GetString(8), rows.GetGuid(9), rows.GetInt64(10)));
                }

                return runs;
            },
            cancellation);
}
