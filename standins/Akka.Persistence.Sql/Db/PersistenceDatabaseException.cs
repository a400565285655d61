namespace Akka.Persistence.Sql.Db;

/// <summary>The database refused; the message says why and names the file, never the connection string.</summary>
internal sealed class PersistenceDatabaseException(string message, Exception? cause = null) : Exception(message, cause);
