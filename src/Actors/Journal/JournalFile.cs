using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Journal;

/// <summary>Looks at a run's journal before an actor system opens it, and changes nothing: opening one would mend or fill a wrong file.</summary>
internal static class JournalFile
{
    private const string Table = "journal";

    // As Akka.Persistence.Sql makes it; made here, since it would try again for ever where it cannot, and tell no one but the log.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS journal (
            ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            created INTEGER NOT NULL,
            deleted Bit NOT NULL,
            persistence_id NVarChar(255) NOT NULL,
            sequence_number INTEGER NOT NULL,
            message VarBinary NOT NULL,
            manifest NVarChar(500) NULL,
            identifier INTEGER NULL,
            writer_uuid NVarChar(128) NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);
        CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);
        CREATE TABLE IF NOT EXISTS tags (
            ordering_id INTEGER NOT NULL,
            tag NVarChar(64) NOT NULL,
            sequence_nr INTEGER NOT NULL,
            persistence_id NVarChar(255) NOT NULL,
            CONSTRAINT PK_tags PRIMARY KEY (ordering_id, tag));
        CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
        CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag);
        CREATE TABLE IF NOT EXISTS snapshot (
            persistence_id NVarChar(255) NOT NULL,
            sequence_number INTEGER NOT NULL,
            created INTEGER NOT NULL,
            snapshot VarBinary NULL,
            manifest NVarChar(500) NULL,
            serializer_id INTEGER NULL,
            CONSTRAINT PK_snapshot PRIMARY KEY (persistence_id, sequence_number));
        CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number);
        CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created);
        """;

    private static readonly string[] Columns =
        ["ordering", "created", "deleted", "persistence_id", "sequence_number", "message", "manifest", "identifier", "writer_uuid"];

    /// <summary>Checks that the journal is one that this version can go on with.</summary>
    /// <returns>False where there is none yet: the run ended before its first event.</returns>
    /// <exception cref="StorageException">The file is damaged, foreign or of another layout, or it is gone while the run's other records are there.</exception>
    public static bool Check(RunFolder folder)
    {
        var columns = new FileInfo(folder.Journal) is { Exists: true, Length: > 0 } ? ReadColumns(folder) : null;
        if (columns is null)
        {
            return folder.HasTrained
                ? throw new StorageException(
                    $"the run '{folder.FullPath}' has trained, but its journal {Path.GetFileName(folder.Journal)} is missing or without events; "
                    + "bring a copy of it back, or train a new run")
                : false;
        }

        return Columns.Except(columns).ToArray() is not [var missing, ..]
            ? true
            : throw new StorageException(
                $"the journal '{folder.Journal}' has another layout than this version's: its table {Table} lacks "
                + $"the column {missing}; use the version of the program that wrote it, or train a new run");
    }

    /// <summary>
    /// Opens the journal for as long as a run writes to it, with a write-ahead log: one sync per commit, and readers never wait. The end of it
    /// folds the log into the file.
    /// </summary>
    /// <exception cref="StorageException">The file cannot be opened or made.</exception>
    public static IDisposable Open(RunFolder folder)
    {
        var connection = new SqliteConnection(RunSystem.ConnectionString(folder) + ";Pooling=False");
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL;" + Schema;
            command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw JournalFaults.Explain(e, folder);
        }

        return new Lease(folder, connection);
    }

    /// <summary>Closes the connections that Akka.Persistence.Sql has used: they stay open in a pool of the process.</summary>
    public static void Release(RunFolder folder)
    {
        using var pooled = new SqliteConnection(RunSystem.ConnectionString(folder));
        SqliteConnection.ClearPool(pooled);
    }

    /// <summary>Names of the columns of the events' table; null where there is no such table, as the database was not set up to the end.</summary>
    private static List<string>? ReadColumns(RunFolder folder)
    {
        try
        {
            using var connection = new SqliteConnection(ConnectionString(folder.Journal));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
            if (!HasLog(folder.Journal) && command.ExecuteScalar() is long size && size != new FileInfo(folder.Journal).Length)
            {
                throw JournalFaults.Damaged(folder, "its database is cut or overwritten", null); // SQLite itself takes the rest of a page for zeros
            }

            command.CommandText = $"SELECT name FROM pragma_table_info('{Table}')";
            using var rows = command.ExecuteReader();
            var columns = new List<string>();
            while (rows.Read())
            {
                columns.Add(rows.GetString(0));
            }

            return columns.Count > 0 ? columns : null;
        }
        catch (SqliteException e)
        {
            throw JournalFaults.Explain(e, folder);
        }
    }

    private static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    private static string ConnectionString(string path)
    {
        // Without a write-ahead log no one has the database open: then it can be read without leaving files of SQLite's own beside it.
        var builder = new SqliteConnectionStringBuilder { Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        builder.DataSource = HasLog(path)
            ? path
            : $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1";
        return builder.ToString();
    }

    private sealed class Lease(RunFolder folder, SqliteConnection connection) : IDisposable
    {
        public void Dispose()
        {
            Release(folder);
            connection.Dispose();
        }
    }
}
