using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Journal;

/// <summary>
/// Reads one persistent actor's events from a run's journal without being that actor: nothing is written, and no actor system is started. An actor
/// system that only reads took 1.5 s, nearly all of it for the first query of Akka.Persistence.Sql's mapper.
/// </summary>
public static class JournalEvents
{
    /// <summary>The events in their order; none where the run stopped before it had a journal.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="folder">The run.</param>
    /// <param name="persistenceId">The actor that wrote them: run or replay.</param>
    /// <param name="cancellation">Gives up reading.</param>
    /// <exception cref="RunConfigException">A newer version wrote the journal.</exception>
    /// <exception cref="StorageException">The journal is damaged or cannot be read.</exception>
    public static Task<IReadOnlyList<T>> ReadAsync<T>(RunFolder folder, string persistenceId, CancellationToken cancellation)
        where T : class => Task.Run<IReadOnlyList<T>>(() => Read<T>(folder, persistenceId, cancellation), cancellation);

    /// <summary>The state that a fork starts from, from its journal.</summary>
    /// <exception cref="StorageException">It is not there, or not what was written.</exception>
    internal static async Task<ForkStart> ReadForkStartAsync(RunFolder folder, RunForked lineage, CancellationToken cancellation)
    {
        var events = await ReadAsync<ForkStart>(folder, ForkStart.Id, cancellation).ConfigureAwait(false);
        return events is [var start] && start.State.Digest() == lineage.Digest
            ? start
            : throw JournalFaults.Damaged(folder, "it does not hold the state that the fork starts from", null);
    }

    private static List<T> Read<T>(RunFolder folder, string persistenceId, CancellationToken cancellation)
        where T : class
    {
        if (!JournalFile.Check(folder))
        {
            return [];
        }

        try
        {
            using var connection = JournalFile.OpenToRead(folder);
            using var query = connection.CreateCommand();
            query.CommandText = "SELECT message, manifest FROM journal WHERE persistence_id = @id AND deleted = 0 ORDER BY sequence_number";
            query.Parameters.AddWithValue("@id", persistenceId);
            return ReadAll<T>(query, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw JournalFaults.Explain(e, folder);
        }
    }

    private static List<T> ReadAll<T>(SqliteCommand query, CancellationToken cancellation)
    {
        var events = new List<T>();
        using var rows = query.ExecuteReader();
        while (rows.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            events.Add((T)JournalSerializer.Read(rows.GetFieldValue<byte[]>(0), rows.GetString(1)));
        }

        return events;
    }
}
