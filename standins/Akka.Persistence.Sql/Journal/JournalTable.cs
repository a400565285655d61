using System.Data;
using System.Data.Common;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Journal;

/// <summary>Writes to the journal and tags tables through one connection with prepared statements; not thread-safe.</summary>
internal sealed class JournalTable : IDisposable
{
    private readonly SqlDatabase _database;
    private readonly DbConnection _connection;
    private readonly DbCommand _insert;
    private readonly DbCommand _insertTag;

    public JournalTable(SqlDatabase database, string writerUuid)
    {
        _database = database;
        _connection = database.Open();
        try
        {
            _insert = Prepare(
                """
                INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
                VALUES (@created, 0, @persistence_id, @sequence_number, @message, @manifest, @identifier, @writer_uuid)
                """,
                ("@created", DbType.Int64),
                ("@persistence_id", DbType.String),
                ("@sequence_number", DbType.Int64),
                ("@message", DbType.Binary),
                ("@manifest", DbType.String),
                ("@identifier", DbType.Int32),
                ("@writer_uuid", DbType.String));
            _insert.Parameters["@writer_uuid"].Value = writerUuid;
            _insertTag = Prepare(
                """
                INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id)
                SELECT ordering, @tag, sequence_number, persistence_id FROM journal
                WHERE persistence_id = @persistence_id AND sequence_number = @sequence_number
                """,
                ("@tag", DbType.String),
                ("@persistence_id", DbType.String),
                ("@sequence_number", DbType.Int64));
        }
        catch (Exception e)
        {
            _connection.Dispose();
            throw database.Explain(e);
        }
    }

    /// <summary>Stores all rows or none.</summary>
    public void Insert(IEnumerable<StoredEvent> rows)
    {
        using var transaction = _database.BeginWrite(_connection);
        _insert.Transaction = transaction;
        var parameters = _insert.Parameters;
        foreach (var row in rows)
        {
            parameters[0].Value = row.Created;
            parameters[1].Value = row.PersistenceId;
            parameters[2].Value = row.SequenceNr;
            parameters[3].Value = row.Message;
            parameters[4].Value = row.Manifest;
            parameters[5].Value = row.Identifier;
            _insert.ExecuteNonQuery();
            if (row.Tags.Count > 0)
                InsertTags(row, transaction);
        }

        transaction.Commit();
    }

    /// <summary>
    /// Marks the events up to a number as deleted and removes them, except the last, which keeps the highest sequence number known.
    /// </summary>
    public void DeleteTo(string persistenceId, long toSequenceNr)
    {
        using var transaction = _database.BeginWrite(_connection);
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            UPDATE journal SET deleted = 1 WHERE persistence_id = @persistence_id AND sequence_number =
                (SELECT MAX(sequence_number) FROM journal WHERE persistence_id = @persistence_id AND sequence_number <= @to);
            DELETE FROM tags WHERE persistence_id = @persistence_id AND sequence_nr <= @to AND sequence_nr <
                (SELECT MAX(sequence_number) FROM journal WHERE persistence_id = @persistence_id AND deleted = 1);
            DELETE FROM journal WHERE persistence_id = @persistence_id AND sequence_number <= @to AND sequence_number <
                (SELECT MAX(sequence_number) FROM journal WHERE persistence_id = @persistence_id AND deleted = 1);
            """;
        Add(command, "@persistence_id", DbType.String).Value = persistenceId;
        Add(command, "@to", DbType.Int64).Value = toSequenceNr;
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _insertTag.Dispose();
        _connection.Dispose();
    }

    internal static DbParameter Add(DbCommand command, string name, DbType type)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        command.Parameters.Add(parameter);
        return parameter;
    }

    private void InsertTags(StoredEvent row, DbTransaction transaction)
    {
        _insertTag.Transaction = transaction;
        _insertTag.Parameters[1].Value = row.PersistenceId;
        _insertTag.Parameters[2].Value = row.SequenceNr;
        foreach (var tag in row.Tags)
        {
            _insertTag.Parameters[0].Value = tag;
            _insertTag.ExecuteNonQuery();
        }
    }

    private DbCommand Prepare(string text, params (string Name, DbType Type)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, type) in parameters)
            Add(command, name, type);
        command.Prepare();
        return command;
    }
}
