using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Files;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Journal;

/// <summary>
/// Writes a journal that has events before the run's actors exist: those of a fork. It appears in the run's folder whole or not at all, and
/// looks as if the actors had written it.
/// </summary>
internal static class NewJournal
{
    private const string Insert = """
        INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
        VALUES (@created, 0, @id, @number, @message, @manifest, @identifier, 'fork')
        """;

    /// <summary>Writes it.</summary>
    /// <param name="folder">The run's folder, which this process holds.</param>
    /// <param name="events">The events of each persistent actor in their order.</param>
    /// <param name="again">What to do once what was in the way is mended.</param>
    /// <param name="cancellation">Gives up; nothing stays then.</param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static void Write(RunFolder folder, IEnumerable<(string PersistenceId, object Event)> events, string again, CancellationToken cancellation)
    {
        try
        {
            WholeFile.Make(folder.Journal, partial => Fill(partial, events, cancellation), overwrite: false);
        }
        catch (SqliteException e)
        {
            throw JournalFaults.Explain(e, folder, again);
        }
        catch (Exception e) when (StorageException.IsRefusal(e))
        {
            throw StorageException.NotWritten(folder.Journal, e);
        }
    }

    private static void Fill(string path, IEnumerable<(string PersistenceId, object Event)> events, CancellationToken cancellation)
    {
        File.Delete(path); // of a process that was killed
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        JournalDatabase.Execute(connection, JournalDatabase.Schema);
        using var insert = connection.CreateCommand();
        insert.CommandText = Insert;
        var numbers = new Dictionary<string, long>();
        foreach (var (id, persistent) in events)
        {
            cancellation.ThrowIfCancellationRequested();
            numbers[id] = numbers.GetValueOrDefault(id) + 1;
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("@created", DateTime.UtcNow.Ticks);
            insert.Parameters.AddWithValue("@id", id);
            insert.Parameters.AddWithValue("@number", numbers[id]);
            insert.Parameters.AddWithValue("@message", JournalSerializer.Write(persistent));
            insert.Parameters.AddWithValue("@manifest", JournalSerializer.ManifestOf(persistent));
            insert.Parameters.AddWithValue("@identifier", JournalSerializer.Number);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
