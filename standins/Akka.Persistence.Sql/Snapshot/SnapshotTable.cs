using System.Data;
using System.Data.Common;
using System.Runtime.Serialization;
using Akka.Persistence.Sql.Db;
using Akka.Persistence.Sql.Journal;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Akka.Persistence.Sql.Snapshot;

/// <summary>Reads and writes the snapshot table, each time through a connection of its own, since snapshots are large and rare.</summary>
internal sealed class SnapshotTable(SqlDatabase database, AkkaSerialization serialization)
{
    private const string WithinCriteria = """
        persistence_id = @persistence_id AND sequence_number >= @min_nr AND sequence_number <= @max_nr AND created >= @min_time AND created <= @max_time
        """;

    public SelectedSnapshot? Load(string persistenceId, SnapshotSelectionCriteria criteria) => Execute(
        $"SELECT sequence_number, created, snapshot, manifest, serializer_id FROM snapshot WHERE {WithinCriteria} ORDER BY sequence_number DESC LIMIT 1",
        command =>
        {
            AddCriteria(command, persistenceId, criteria);
            using var row = command.ExecuteReader();
            return row.Read() ? ReadSnapshot(persistenceId, row) : null;
        });

    public void Save(SnapshotMetadata metadata, object snapshot)
    {
        var serializer = serialization.FindSerializerFor(snapshot);
        var bytes = serializer.ToBinary(snapshot);
        Execute(
            """
            INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
            VALUES (@persistence_id, @sequence_number, @created, @snapshot, @manifest, @serializer_id)
            ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET
                created = excluded.created, snapshot = excluded.snapshot, manifest = excluded.manifest, serializer_id = excluded.serializer_id
            """,
            command =>
            {
                Add(command, "@persistence_id", DbType.String, metadata.PersistenceId);
                Add(command, "@sequence_number", DbType.Int64, metadata.SequenceNr);
                Add(command, "@created", DbType.Int64, metadata.Timestamp.Ticks);
                Add(command, "@snapshot", DbType.Binary, bytes);
                Add(command, "@manifest", DbType.String, AkkaSerialization.ManifestFor(serializer, snapshot));
                Add(command, "@serializer_id", DbType.Int32, serializer.Identifier);
                return command.ExecuteNonQuery();
            });
    }

    public void Delete(SnapshotMetadata metadata) => Execute(
        """
        DELETE FROM snapshot
        WHERE persistence_id = @persistence_id AND sequence_number = @sequence_number AND (@created = 0 OR created = @created)
        """,
        command =>
        {
            Add(command, "@persistence_id", DbType.String, metadata.PersistenceId);
            Add(command, "@sequence_number", DbType.Int64, metadata.SequenceNr);
            Add(command, "@created", DbType.Int64, metadata.Timestamp.Ticks);
            return command.ExecuteNonQuery();
        });

    public void Delete(string persistenceId, SnapshotSelectionCriteria criteria) => Execute(
        $"DELETE FROM snapshot WHERE {WithinCriteria}",
        command =>
        {
            AddCriteria(command, persistenceId, criteria);
            return command.ExecuteNonQuery();
        });

    public void CreateTables()
    {
        using var connection = database.Open();
        database.CreateTables(connection, database.SnapshotSchema);
    }

    private T Execute<T>(string text, Func<DbCommand, T> run)
    {
        try
        {
            using var connection = database.Open();
            using var command = connection.CreateCommand();
            command.CommandText = text;
            return run(command);
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
    }

    private SelectedSnapshot ReadSnapshot(string persistenceId, DbDataReader row)
    {
        var metadata = new SnapshotMetadata(persistenceId, row.GetInt64(0), new DateTime(row.GetInt64(1), DateTimeKind.Utc));
        try
        {
            var manifest = row.IsDBNull(3) ? string.Empty : row.GetString(3);
            return new SelectedSnapshot(metadata, serialization.Deserialize(row.GetFieldValue<byte[]>(2), row.GetInt32(4), manifest));
        }
        catch (Exception e) when (e is not DbException)
        {
            throw new SerializationException($"Snapshot {metadata.SequenceNr} of '{persistenceId}' cannot be read: {e.Message}", e);
        }
    }

    private static void AddCriteria(DbCommand command, string persistenceId, SnapshotSelectionCriteria criteria)
    {
        Add(command, "@persistence_id", DbType.String, persistenceId);
        Add(command, "@min_nr", DbType.Int64, criteria.MinSequenceNr);
        Add(command, "@max_nr", DbType.Int64, criteria.MaxSequenceNr);
        Add(command, "@min_time", DbType.Int64, criteria.MinTimestamp?.Ticks ?? 0L);
        Add(command, "@max_time", DbType.Int64, criteria.MaxTimeStamp.Ticks);
    }

    private static void Add(DbCommand command, string name, DbType type, object value) => JournalTable.Add(command, name, type).Value = value;
}
