using System.Security.Cryptography;
using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.State;
using AwacAkka.Policies;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>
/// A run that is kept in a cluster's database. Its events are fenced by their unique sequence numbers. What is written beside them has no such order,
/// and a process that wakes after another has taken the run over could put an old policy over a newer one: so each process that takes the run gets the
/// next number of its incarnation, and only the newest writes. All of it stands under the run's submission: one that was frozen while its run was
/// deleted, and submitted again under the same name, writes nothing into the new one.
/// </summary>
public sealed class PostgresRunStore : IRunStore
{
    private readonly ClusterDatabase database;
    private readonly RunSnapshots names;
    private readonly int keep;

    private PostgresRunStore(ClusterDatabase database, int keep, RunHold hold)
    {
        (this.database, this.keep, Hold) = (database, keep, hold);
        names = new RunSnapshots(hold.Run);
    }

    /// <summary>The run as this process has taken it.</summary>
    public RunHold Hold { get; }

    /// <inheritdoc />
    public string Run => Hold.Run.Name;

    /// <inheritdoc />
    public string Journal => $"the journal of the run '{Run}' in {database}";

    /// <inheritdoc />
    public string Checkpoints => database.ToString();

    /// <inheritdoc />
    public string Divergence => $"divergence.txt in what 'awac cluster fetch {Run}' brings";

    /// <summary>Takes a run for this process, and notes that it is running; whoever had it before can write nothing beside its events any more.</summary>
    /// <param name="database">The database.</param>
    /// <param name="run">The run.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StorageException">The database cannot be used, or the run has been deleted.</exception>
    public static Task<PostgresRunStore> TakeAsync(ClusterDatabase database, RunIdentity run, RunConfig config, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(
                """
                UPDATE awac.runs SET incarnation = incarnation + 1, state = 'running', outcome = NULL
                WHERE name = @name AND submission = @submission RETURNING incarnation
                """,
                connection);
            command.Parameters.AddWithValue("name", run.Name);
            command.Parameters.AddWithValue("submission", run.Submission);
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is long incarnation
                ? new PostgresRunStore(database, config.CheckpointsToKeep, new RunHold(run, incarnation))
                : throw DatabaseFaults.Deleted(run.Name, database);
        },
        cancellation);

    /// <inheritdoc />
    public string PersistenceId(string part) => Hold.Run.Id(part);

    /// <inheritdoc />
    public void CheckJournal() => database.Use(connection =>
    {
        Fence(connection, forWriting: false);
        return true;
    });

    /// <inheritdoc />
    public Exception Explain(Exception cause) => DatabaseFaults.Explain(cause, Run, database);

    /// <inheritdoc />
    public RestoredState? Restore(IEnumerable<RoundTrained> candidates, Action<string> onDamage) => database.Use(connection =>
    {
        var kept = RunSnapshots.Phases.ToDictionary(phase => phase, phase => SnapshotTable.Numbers(connection, names.Checkpoint(phase)));
        foreach (var candidate in candidates.Where(c => kept[c.Phase].Contains(RunSnapshots.Number(c.Round))))
        {
            var bytes = SnapshotTable.Read(connection, names.Checkpoint(candidate.Phase), RunSnapshots.Number(candidate.Round));
            if (bytes is not null && Convert.ToHexStringLower(SHA256.HashData(bytes)) == candidate.Digest)
            {
                return new RestoredState(candidate, TrainingState.FromSafetensors(bytes));
            }

            onDamage(CheckpointName(candidate.Phase, candidate.Round));
        }

        return null;
    });

    /// <inheritdoc />
    public void Write(RunPhase phase, int round, TrainingState state)
    {
        var bytes = state.ToSafetensors();
        Write(connection => SnapshotTable.Write(connection, names.Checkpoint(phase), RunSnapshots.Number(round), RunSnapshots.Safetensors, bytes));
    }

    /// <inheritdoc />
    public string CheckpointName(RunPhase phase, int round) => $"{names.Checkpoint(phase)} number {RunSnapshots.Number(round)}";

    /// <inheritdoc />
    public int Prune(RunPhase phase, int? needed)
    {
        var oldest = -1;
        Write(connection =>
        {
            var numbers = SnapshotTable.Numbers(connection, names.Checkpoint(phase));
            var start = needed is { } round ? numbers.FindLastIndex(number => number <= RunSnapshots.Number(round)) : numbers.Count;
            var surplus = Math.Clamp(numbers.Count - keep, 0, Math.Max(0, start));
            SnapshotTable.Delete(connection, names.Checkpoint(phase), numbers[..surplus]);
            oldest = numbers.Count == 0 ? -1 : RunSnapshots.Round(numbers[surplus]);
        });
        return oldest;
    }

    /// <inheritdoc />
    public void WritePolicy(PolicySnapshot policy)
    {
        var bytes = policy.ToSafetensors();
        Write(connection => SnapshotTable.Write(connection, names.Policy, RunSnapshots.Only, RunSnapshots.Safetensors, bytes));
    }

    /// <inheritdoc />
    public void WriteBestPolicy(PolicySnapshot policy, (RunPhase Phase, int Round)? end)
    {
        var bytes = policy.ToSafetensors();
        Write(connection =>
        {
            if (end is { Phase: var phase, Round: var round } && SnapshotTable.Read(connection, names.BestPolicy, RunSnapshots.Only) is { } before
                && !before.AsSpan().SequenceEqual(bytes)) // they are the same where a kill came before the evaluation was recorded
            {
                SnapshotTable.Write(connection, names.BestPolicyBefore(phase), RunSnapshots.Number(round), RunSnapshots.Safetensors, before);
            }

            SnapshotTable.Write(connection, names.BestPolicy, RunSnapshots.Only, RunSnapshots.Safetensors, bytes);
        });
    }

    /// <summary>The configuration is not written: the catalogue has the one that is wanted, and the journal the one that the run has.</summary>
    public void FollowExtension(RunConfig config, RunStarted started, RunPlan plan) => Write(connection =>
    {
        foreach (var phase in RunSnapshots.Phases)
        {
            var aside = names.BestPolicyBefore(phase);
            foreach (var number in SnapshotTable.Numbers(connection, aside).Where(number => !plan.Evaluates(phase, RunSnapshots.Round(number))))
            {
                var policy = SnapshotTable.Read(connection, aside, number)!;
                SnapshotTable.Write(connection, names.BestPolicy, RunSnapshots.Only, RunSnapshots.Safetensors, policy);
                SnapshotTable.Delete(connection, aside, [number]);
            }
        }
    });

    /// <inheritdoc />
    public void WriteDivergence(string report) =>
        Write(connection => SnapshotTable.Write(connection, names.Divergence, RunSnapshots.Only, RunSnapshots.Text, Encoding.UTF8.GetBytes(report)));

    /// <summary>Nobody cleans a table by accident.</summary>
    public IReadOnlyList<string> Missing() => [];

    /// <summary>Writes in one transaction, as the newest incarnation: one that takes the run over waits for its end.</summary>
    private void Write(Action<NpgsqlConnection> write) => database.Use(connection =>
    {
        using var transaction = connection.BeginTransaction();
        Fence(connection, forWriting: true);
        write(connection);
        transaction.Commit();
        return true;
    });

    private void Fence(NpgsqlConnection connection, bool forWriting)
    {
        using var command = new NpgsqlCommand(
            $"SELECT incarnation FROM awac.runs WHERE name = @name AND submission = @submission{(forWriting ? " FOR SHARE" : string.Empty)}", connection);
        command.Parameters.AddWithValue("name", Run);
        command.Parameters.AddWithValue("submission", Hold.Run.Submission);
        switch (command.ExecuteScalar())
        {
            case null: throw DatabaseFaults.Deleted(Run, database);
            case long newest when newest != Hold.Incarnation: throw DatabaseFaults.TakenOver(Run, null);
        }
    }
}
