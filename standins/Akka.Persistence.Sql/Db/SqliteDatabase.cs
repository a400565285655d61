using System.Data.Common;
using System.Globalization;
using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sql.Db;

/// <summary>SQLite through Microsoft.Data.Sqlite, in WAL mode.</summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, Corrupt = 11, Full = 13, CannotOpen = 14, Constraint = 19, NotADatabase = 26;

    private readonly string _connectionString;
    private readonly string _dataSource;
    private readonly int _busyMilliseconds;

    public SqliteDatabase(string connectionString, string section)
    {
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Without the cause, whose message may quote the string and thus a password.
            throw new ConfigurationException($"{section}.connection-string is no valid SQLite connection string; a plain one is \"Data Source=run.db\".");
        }

        if (builder.DataSource is "" or ":memory:" && builder.Cache != SqliteCacheMode.Shared)
        {
            throw new ConfigurationException(
                $"{section}.connection-string needs Data Source=<file>, since every connection to a private in-memory database sees another one.");
        }

        // Without pooling the last connection to close also folds the write-ahead log into the file.
        builder.Pooling = false;
        _connectionString = builder.ToString();
        _dataSource = builder.DataSource;
        _busyMilliseconds = builder.DefaultTimeout * 1000;
    }

    public override string JournalSchema => """
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
            ordering_id BigInt NOT NULL,
            tag NVarChar(64) NOT NULL,
            sequence_nr BigInt NOT NULL,
            persistence_id NVarChar(255) NOT NULL,
            PRIMARY KEY (ordering_id, tag));
        CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
        CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag);
        """;

    public override string SnapshotSchema => """
        CREATE TABLE IF NOT EXISTS snapshot (
            persistence_id NVarChar(255) NOT NULL,
            sequence_number BigInt NOT NULL,
            created BigInt NOT NULL,
            snapshot VarBinary NULL,
            manifest NVarChar(500) NULL,
            serializer_id INTEGER NULL,
            PRIMARY KEY (persistence_id, sequence_number));
        CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number);
        CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created);
        """;

    public override DbConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // Readers never wait for the writer under WAL. FULL syncs the log at each commit: an acknowledged event survives a power cut.
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {_busyMilliseconds}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Explain(e);
        }
    }

    public override DbTransaction BeginWrite(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    public override Exception Explain(Exception error)
    {
        if (error is not SqliteException e)
            return error;
        var reason = e.SqliteErrorCode switch
        {
            Busy or Locked => "is locked by another process or connection; end that one, or raise Default Timeout in the connection string",
            ReadOnly => "cannot be written; check the permissions of the file and its folder",
            Corrupt or NotADatabase => "is damaged or no SQLite database",
            Full => "cannot grow, because the disk is full",
            CannotOpen => "cannot be opened; check that its folder exists and that you may write there",
            Constraint => "already has an event with this persistence id and sequence number; is another actor or process writing under the same id?",
            _ when e.Message.Contains("no such table", StringComparison.Ordinal) => "lacks its tables; set auto-initialize = true or create them",
            _ => $"reports: {e.Message}",
        };
        return new PersistenceDatabaseException($"The database '{_dataSource}' {reason}.", e);
    }
}
