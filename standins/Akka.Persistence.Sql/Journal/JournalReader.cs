using System.Data;
using System.Data.Common;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Journal;

/// <summary>Reads the journal table, each time through a connection of its own, so that readers and the writer do not wait for each other.</summary>
internal sealed class JournalReader(SqlDatabase database, EventSerializer serializer, int pageSize)
{
    /// <summary>The highest number over all rows, deleted ones included; 0 if there is none.</summary>
    public long HighestSequenceNr(string persistenceId, long fromSequenceNr)
    {
        try
        {
            using var connection = database.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "SELECT MAX(sequence_number) FROM journal WHERE persistence_id = @persistence_id AND sequence_number > @from";
            JournalTable.Add(command, "@persistence_id", DbType.String).Value = persistenceId;
            JournalTable.Add(command, "@from", DbType.Int64).Value = fromSequenceNr;
            return command.ExecuteScalar() is long highest ? highest : 0;
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
    }

    /// <summary>Hands over the events of a range that are not deleted, page by page, so that no read lasts long.</summary>
    public void Replay(string persistenceId, long from, long to, long max, Action<IPersistentRepresentation> callback, CancellationToken stop)
    {
        try
        {
            using var connection = database.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT sequence_number, message, manifest, identifier, created, writer_uuid FROM journal
                WHERE persistence_id = @persistence_id AND sequence_number >= @from AND sequence_number <= @to AND deleted = 0
                ORDER BY sequence_number LIMIT @page
                """;
            JournalTable.Add(command, "@persistence_id", DbType.String).Value = persistenceId;
            var first = JournalTable.Add(command, "@from", DbType.Int64);
            JournalTable.Add(command, "@to", DbType.Int64).Value = to;
            var page = JournalTable.Add(command, "@page", DbType.Int64);

            long read;
            do
            {
                first.Value = from;
                page.Value = Math.Min(pageSize, max);
                read = ReadPage(command, persistenceId, ref from, callback, stop);
                max -= read;
            }
            while (read == pageSize && max > 0);
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
    }

    private long ReadPage(DbCommand command, string persistenceId, ref long from, Action<IPersistentRepresentation> callback, CancellationToken stop)
    {
        var count = 0L;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            stop.ThrowIfCancellationRequested();
            var sequenceNr = rows.GetInt64(0);
            var manifest = rows.IsDBNull(2) ? string.Empty : rows.GetString(2);
            var payload = serializer.ToPayload(
                persistenceId, sequenceNr, rows.GetFieldValue<byte[]>(1), manifest, rows.IsDBNull(3) ? 0 : rows.GetInt32(3));
            callback(new Persistent(
                payload,
                sequenceNr,
                persistenceId,
                manifest,
                writerGuid: rows.IsDBNull(5) ? null : rows.GetString(5),
                timestamp: rows.GetInt64(4)));
            from = sequenceNr + 1;
            count++;
        }

        return count;
    }
}
