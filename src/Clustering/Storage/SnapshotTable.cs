using AwacAkka.Actors.Journal;
using Npgsql;
using NpgsqlTypes;

namespace AwacAkka.Clustering.Storage;

/// <summary>
/// What a run keeps beside its events, as rows of Akka.Persistence.Sql's table of snapshots. They are written by statements of our own and not
/// through its snapshot store: that answers by a message some time later, has one snapshot per actor and sequence number, and restores the newest,
/// where a run needs a checkpoint to be there before the event that tells of it, and goes back to whichever round it can go on from.
/// </summary>
internal static class SnapshotTable
{
    /// <summary>Writes a row, over the one that is there.</summary>
    /// <param name="connection">A connection, within a transaction.</param>
    /// <param name="id">What the row is of.</param>
    /// <param name="number">Its number among those.</param>
    /// <param name="manifest">How the bytes are to be read.</param>
    /// <param name="bytes">The bytes.</param>
    public static void Write(NpgsqlConnection connection, string id, long number, string manifest, byte[] bytes)
    {
        using var command = new NpgsqlCommand(
            """
            INSERT INTO awac.snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
            VALUES (@id, @number, @created, @bytes, @manifest, @serializer)
            ON CONFLICT (persistence_id, sequence_number)
            DO UPDATE SET created = excluded.created, snapshot = excluded.snapshot, manifest = excluded.manifest, serializer_id = excluded.serializer_id
            """,
            connection);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("number", number);
        command.Parameters.AddWithValue("created", DateTime.UtcNow.Ticks);
        command.Parameters.AddWithValue("bytes", NpgsqlDbType.Bytea, bytes);
        command.Parameters.AddWithValue("manifest", manifest);
        command.Parameters.AddWithValue("serializer", JournalSerializer.Number);
        command.ExecuteNonQuery();
    }

    /// <summary>Reads a row; null where it is not there.</summary>
    public static byte[]? Read(NpgsqlConnection connection, string id, long number)
    {
        using var command = new NpgsqlCommand("SELECT snapshot FROM awac.snapshot WHERE persistence_id = @id AND sequence_number = @number", connection);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("number", number);
        return command.ExecuteScalar() as byte[];
    }

    /// <summary>The numbers of what is there, in ascending order.</summary>
    public static List<long> Numbers(NpgsqlConnection connection, string id)
    {
        using var command = new NpgsqlCommand("SELECT sequence_number FROM awac.snapshot WHERE persistence_id = @id ORDER BY sequence_number", connection);
        command.Parameters.AddWithValue("id", id);
        using var rows = command.ExecuteReader();
        var numbers = new List<long>();
        while (rows.Read())
        {
            numbers.Add(rows.GetInt64(0));
        }

        return numbers;
    }

    /// <summary>Removes rows.</summary>
    public static void Delete(NpgsqlConnection connection, string id, IReadOnlyCollection<long> numbers)
    {
        using var command = new NpgsqlCommand("DELETE FROM awac.snapshot WHERE persistence_id = @id AND sequence_number = ANY(@numbers)", connection);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("numbers", numbers.ToArray());
        command.ExecuteNonQuery();
    }
}
