using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Data.Transitions;
using Npgsql;
using NpgsqlTypes;

namespace AwacAkka.Clustering.Storage;

/// <summary>
/// Datasets by their content hash, each there once however many runs have it. They go in with the runs that have them (<see cref="RunCatalogue"/>), in
/// the same transaction: none is ever there in part, or without a run. The parts are chunks as the journal has them, each with its checksum.
/// </summary>
/// <param name="database">The database.</param>
public sealed class DatasetStore(ClusterDatabase database)
{
    private const int PartBytes = 1_000_000;

    /// <summary>Reads a dataset back.</summary>
    /// <exception cref="RunConfigException">It is not there.</exception>
    /// <exception cref="StorageException">The database cannot be used, or what it holds is not what went in.</exception>
    public Task<OfflineDataset> ReadAsync(string hash, CancellationToken cancellation) => database.UseAsync(
        async connection =>
        {
            var transitions = await AllocateAsync(connection, hash, cancellation).ConfigureAwait(false)
                ?? throw new RunConfigException($"the dataset {hash} is not in {database}; submit the run again, which brings it there");
            try
            {
                await ReadPartsAsync(connection, hash, transitions, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                throw Damaged(hash, e);
            }

            var dataset = OfflineDataset.Of(transitions);
            return dataset.ContentHash() == hash ? dataset : throw Damaged(hash, null);
        },
        cancellation);

    /// <summary>Begins to put a dataset in, within a transaction; <see cref="WritePartsAsync"/> goes on.</summary>
    /// <returns>False where it is there.</returns>
    internal static async Task<bool> BeginAsync(NpgsqlConnection connection, string hash, OfflineDataset dataset, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO awac.datasets (hash, transitions, observation_dimension, action_dimension, parts)
            VALUES (@hash, @transitions, @observation, @action, @parts) ON CONFLICT DO NOTHING
            """,
            connection);
        command.Parameters.AddWithValue("hash", hash);
        command.Parameters.AddWithValue("transitions", dataset.Count);
        command.Parameters.AddWithValue("observation", dataset.ObservationDimension);
        command.Parameters.AddWithValue("action", dataset.ActionDimension);
        command.Parameters.AddWithValue("parts", (dataset.Count + RowsPerPart(dataset.Transitions) - 1) / RowsPerPart(dataset.Transitions));
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1; // one that is on its way in is waited for
    }

    /// <summary>Puts the transitions of a dataset in that has been begun.</summary>
    internal static async Task WritePartsAsync(NpgsqlConnection connection, string hash, TransitionChunk transitions, CancellationToken cancellation)
    {
        var rows = RowsPerPart(transitions);
        var copy = await connection.BeginBinaryImportAsync("COPY awac.dataset_parts (hash, number, bytes) FROM STDIN (FORMAT BINARY)", cancellation).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            copy.Timeout = ClusterDatabase.LongStatement;
            for (var (number, row) = (0, 0); row < transitions.Count; number++, row += rows)
            {
                var part = transitions.Slice(row, Math.Min(rows, transitions.Count - row));
                await copy.StartRowAsync(cancellation).ConfigureAwait(false);
                await copy.WriteAsync(hash, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(number, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(
                    ChunkCodec.Encode(new ChunkStored(ChunkStored.OfflineRound, (uint)number, part, null, [])), NpgsqlDbType.Bytea, cancellation).ConfigureAwait(false);
            }

            await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<TransitionChunk?> AllocateAsync(NpgsqlConnection connection, string hash, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT transitions, observation_dimension, action_dimension FROM awac.datasets WHERE hash = @hash", connection);
        command.Parameters.AddWithValue("hash", hash);
        await using var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await row.ReadAsync(cancellation).ConfigureAwait(false) ? TransitionChunk.Allocate(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)) : null;
    }

    private static async Task ReadPartsAsync(NpgsqlConnection connection, string hash, TransitionChunk transitions, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT bytes FROM awac.dataset_parts WHERE hash = @hash ORDER BY number", connection);
        command.Parameters.AddWithValue("hash", hash);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var done = 0;
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var part = ChunkCodec.Decode(rows.GetFieldValue<byte[]>(0)).Chunk;
            part.CopyTo(0, transitions, done, part.Count);
            done += part.Count;
        }
    }

    private static int RowsPerPart(TransitionChunk transitions) =>
        Math.Max(1, PartBytes / (sizeof(float) * (2 * transitions.ObservationDimension + transitions.ActionDimension + 1) + 2 * sizeof(bool)));

    private StorageException Damaged(string hash, Exception? cause) =>
        new($"the dataset {hash} in {database} is not what went in: its table is damaged; bring a good copy of the database back", cause);
}
