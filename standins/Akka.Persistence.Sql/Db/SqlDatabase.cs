using System.Data.Common;
using Akka.Configuration;

namespace Akka.Persistence.Sql.Db;

/// <summary>What differs between database engines: connections, table definitions and the meaning of errors.</summary>
internal abstract class SqlDatabase
{
    public abstract string JournalSchema { get; }

    public abstract string SnapshotSchema { get; }

    /// <exception cref="PersistenceDatabaseException">The database cannot be opened.</exception>
    public abstract DbConnection Open();

    /// <summary>Begins a transaction that holds the right to write from its start.</summary>
    public abstract DbTransaction BeginWrite(DbConnection connection);

    /// <summary>An engine's error as a sentence for users, without secrets; anything else as it is.</summary>
    public abstract Exception Explain(Exception error);

    /// <param name="config">A plugin's section.</param>
    /// <param name="section">The section's path, for messages.</param>
    /// <exception cref="ConfigurationException">The provider or the connection string cannot be used.</exception>
    public static SqlDatabase For(Config config, string section)
    {
        var provider = config.GetString("provider-name");
        var connectionString = config.GetString("connection-string");
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new ConfigurationException($"The database is not named: set {section}.connection-string, for example to \"Data Source=run.db\".");
        RequireDefault(config, section, "table-mapping", "default");
        RequireDefault(config, section, "tag-write-mode", "TagTable");
        return provider switch
        {
            "SQLite.MS" or "SQLite" => new SqliteDatabase(connectionString, section),
            _ => throw new ConfigurationException($"{section}.provider-name is '{provider}'; supported is SQLite.MS (Microsoft.Data.Sqlite)."),
        };
    }

    public void CreateTables(DbConnection connection, string schema)
    {
        using var transaction = BeginWrite(connection);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = schema;
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static void RequireDefault(Config config, string section, string key, string only)
    {
        var value = config.GetString(key, only);
        if (!string.Equals(value, only, StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException($"{section}.{key} is '{value}'; supported is {only}.");
    }
}
