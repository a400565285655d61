using Akka.Persistence.Sql.Config;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using LinqToDB;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AwacAkka.Actors.Journal;

/// <summary>
/// The journal's database as a run needs it, which Akka.Persistence.Sql leaves to its user: one file in the run folder with a write-ahead log, a
/// sync per commit, and its tables. It is opened and written to before the actor system starts, since the plugin reports a file that it cannot use
/// to the log alone, and tries again for ever.
/// </summary>
internal static class JournalDatabase
{
    /// <summary>How long the opening waits for a program that has locked the file, in milliseconds: long enough for one that copies a page.</summary>
    private const int OpeningPatience = 500;

    /// <summary>
    /// How long a write of the run waits for such a program, in seconds: it has done work that waiting may save. The run's two writers wait for each other
    /// as well, each for as long as the disk takes for the other's commit; 5 s were too few on a machine where fifty processes wanted the disk.
    /// </summary>
    private const int WritingPatience = 15;

    /// <summary>The tables of Akka.Persistence.Sql's default mapping, as it would make them itself; no snapshots, since checkpoints are files.</summary>
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS journal (
            ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            created BigInt NOT NULL,
            deleted Bit NOT NULL,
            persistence_id NVarChar(255) NOT NULL,
            sequence_number BigInt NOT NULL,
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
        """;

    /// <summary>
    /// Opens the database for as long as a run writes to it.
    /// </summary>
    /// <exception cref="StorageException">The file is locked, read-only, full, damaged, or cannot be made.</exception>
    public static JournalLease Open(RunFolder folder)
    {
        var connection = new SqliteConnection(ConnectionString(folder, pooled: false));
        try
        {
            Connect(connection);
            var mode = Execute(connection, "PRAGMA journal_mode = WAL");
            if (mode != "wal")
            {
                throw new StorageException(
                    $"the journal '{folder.Journal}' cannot have a write-ahead log, which its file system does not support: choose a folder on a local disk");
            }

            // Takes the writer's lock, which a read-only or locked file refuses, and writes a page where the tables are not there yet.
            Execute(connection, $"BEGIN IMMEDIATE; {Schema} COMMIT");
            return new JournalLease(folder, connection);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw JournalFaults.Explain(e, folder);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that waits for a lock as long as the opening does.</summary>
    internal static void Connect(SqliteConnection connection)
    {
        connection.Open();
        raw.sqlite3_busy_timeout(connection.Handle, OpeningPatience);
    }

    /// <summary>How the plugin opens its connections: each syncs the log at each commit, so that an acknowledged event survives a power cut.</summary>
    public static DataOptionsSetup PluginSetup(RunFolder folder) => new(Options(folder));

    /// <summary>The same, for whoever makes a connection as the plugin does.</summary>
    internal static DataOptions Options(RunFolder folder) => new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, ConnectionString(folder, pooled: true))
        .UseAfterConnectionOpened(static connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL";
            command.ExecuteNonQuery();
        });

    internal static string ConnectionString(RunFolder folder, bool pooled) =>
        new SqliteConnectionStringBuilder { DataSource = folder.Journal, DefaultTimeout = WritingPatience, Pooling = pooled }.ToString();

    /// <summary>
    /// Runs statements without Microsoft.Data.Sqlite's own waiting, which counts in whole seconds. Returns the last text that they yield.
    /// </summary>
    internal static string? Execute(SqliteConnection connection, string sql)
    {
        string? text = null;
        var code = raw.sqlite3_exec(connection.Handle, sql, (_, values, _) => Keep(values), null!, out _);
        SqliteException.ThrowExceptionForRC(code, connection.Handle);
        return text;

        int Keep(string[] values)
        {
            text = values[0];
            return 0;
        }
    }
}
