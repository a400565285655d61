using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Journal;

/// <summary>Looks at a run's journal before an actor system opens it, and changes nothing: opening one would mend or fill a wrong file.</summary>
internal static class JournalFile
{
    private const string Table = "journal";

    /// <summary>How long reading waits for a program that has locked the whole file, in seconds.</summary>
    private const int LockPatience = 1;

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

    /// <summary>Opens the journal to read it; leaves no files of SQLite's own beside it where no run has it open.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection OpenToRead(RunFolder folder)
    {
        var connection = new SqliteConnection(ConnectionString(folder.Journal));
        connection.Open();
        return connection;
    }

    /// <summary>Names of the columns of the events' table; null where there is no such table, as the database was not set up to the end.</summary>
    private static List<string>? ReadColumns(RunFolder folder)
    {
        try
        {
            using var connection = OpenToRead(folder);
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
        var builder = new SqliteConnectionStringBuilder { Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = LockPatience };
        builder.DataSource = HasLog(path)
            ? path
            : $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1";
        return builder.ToString();
    }
}
