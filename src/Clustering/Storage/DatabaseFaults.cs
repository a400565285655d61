using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Pattern;
using Akka.Persistence;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>What users read when the database cannot be used: the cause that they can mend, wherever it is wrapped. No sentence tells a password.</summary>
internal static class DatabaseFaults
{
    /// <summary>The key that lets one of two writers of an event win.</summary>
    private const string JournalKey = "journal_uq";

    /// <summary>The server's idle_in_transaction_session_timeout, which Npgsql has no name for.</summary>
    private const string FrozenInTransaction = "25P03";

    /// <summary>The server's idle_session_timeout, likewise.</summary>
    private const string IdleTooLong = "57P05";

    /// <summary>Whether an exception is one of the database, or of the way to it.</summary>
    public static bool Is(Exception exception) => exception is NpgsqlException or TimeoutException or SocketException or AuthenticationException;

    /// <summary>Why the database could not do something.</summary>
    /// <param name="cause">What the driver reported.</param>
    /// <param name="database">The database, as a sentence names it.</param>
    public static StorageException Explain(Exception cause, ClusterDatabase database) =>
        Causes(cause).Select(inner => Of(inner, database, cause)).FirstOrDefault(known => known is not null)
        ?? new StorageException($"{database} cannot be used: {cause.Message.TrimEnd('.')}", cause);

    /// <summary>Why an event of a run could not be stored, or its journal not be read whole.</summary>
    /// <param name="cause">What the journal reported.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="database">The database.</param>
    public static Exception Explain(Exception cause, string run, ClusterDatabase database)
    {
        foreach (var inner in Causes(cause))
        {
            switch (inner)
            {
                case NewerJournalException newer:
                    return new RunConfigException(newer.Message, cause);
                case PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: JournalKey }:
                    return TakenOver(run, cause);
                case InvalidDataException or System.Text.Json.JsonException or InvalidCastException:
                    return new StorageException(
                        $"the journal of the run '{run}' in {database} is damaged: {inner.Message.TrimEnd('.')}; bring a good copy of it back, or train a new run",
                        cause);
                case RecoveryTimedOutException:
                    return Unavailable($"{database} did not read the journal of the run '{run}' in time; the run goes on when it does", cause);
            }

            if (Of(inner, database, cause) is { } known)
            {
                return known;
            }
        }

        return new RunFailedException($"the journal of the run '{run}' in {database} cannot be used: {cause.Message.TrimEnd('.')}", cause);
    }

    /// <summary>Another incarnation of a run writes it now.</summary>
    public static StorageException TakenOver(string run, Exception? cause) => new(
        $"another node has taken over the run '{run}', and has written since this one read it: it goes on there", cause)
    {
        Kind = StorageFault.TakenOver,
    };

    /// <summary>The run that a process has is in the list no more; its name may be another run's by now.</summary>
    public static StorageException Deleted(string run, ClusterDatabase database) => new($"the run '{run}' has been deleted from {database} while it was under way")
    {
        Kind = StorageFault.TakenOver,
    };

    private static StorageException? Of(Exception inner, ClusterDatabase database, Exception cause) => inner switch
    {
        PostgresException error => OfServer(error, database, cause),
        AuthenticationException => new StorageException($"TLS with {database} failed: {Root(inner)}; check the server's certificate, cluster.database.tls and cluster.database.root-certificate", cause),
        SocketException or IOException => Unavailable($"{database} cannot be reached: {inner.Message.TrimEnd('.')}; check the host, the port, and that the server runs", cause),
        NpgsqlException { InnerException: null } when inner.Message.Contains("SSL", StringComparison.OrdinalIgnoreCase) => new StorageException(
            $"{database} refuses TLS: {inner.Message.TrimEnd('.')}; switch TLS on in the server, or set cluster.database.tls to what it offers", cause),
        NpgsqlException { InnerException: TimeoutException } when inner.Message.Contains("pool", StringComparison.OrdinalIgnoreCase) => Unavailable(
            $"all connections of this node to {database} are in use; set cluster.database.connections higher", cause),
        TimeoutException or OpenCircuitException or OperationCanceledException => Unavailable(
            $"{database} did not answer in time; check the way to it and its disk", cause),
        _ => null,
    };

    private static StorageException OfServer(PostgresException error, ClusterDatabase database, Exception cause)
    {
        var said = error.MessageText.TrimEnd('.');
        return error.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword => new(
                $"{database} refuses the user or its password ({said}); set the environment variable or the file that cluster.database names for it", cause),
            PostgresErrorCodes.InvalidAuthorizationSpecification => new(
                $"{database} does not let this client in ({said}); check cluster.database.user, cluster.database.tls and the server's pg_hba.conf", cause),
            PostgresErrorCodes.InvalidCatalogName => new($"{database} does not exist; make it, then its tables with: awac cluster init", cause),
            PostgresErrorCodes.InsufficientPrivilege => new(
                $"a right is missing in {database} ({said}); have its owner grant what a node needs with: awac cluster init", cause),
            PostgresErrorCodes.UndefinedObject => new($"{database} does not know what it was asked for ({said}); a role must exist before it is granted anything", cause),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName => new(
                $"{database} lacks a table of awac ({said}); make them, as their owner, with: awac cluster init", cause),
            PostgresErrorCodes.ForeignKeyViolation => Unavailable($"{database} was changed by another program at the same time ({said}); try again", cause),
            PostgresErrorCodes.TooManyConnections => Unavailable(
                $"{database} is out of connections ({said}); raise max_connections there, or lower cluster.database.connections here", cause),
            PostgresErrorCodes.DiskFull => Unavailable($"{database} is out of disk ({said}); free some space there", cause),
            PostgresErrorCodes.OutOfMemory => Unavailable($"{database} is out of memory ({said})", cause),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => Unavailable(
                $"{database} is shutting down or starting ({said})", cause),
            PostgresErrorCodes.ReadOnlySqlTransaction => Unavailable($"{database} cannot be written to at the moment ({said}); name the primary server", cause),
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => Unavailable(
                $"{database} let another program go first ({said}); try again", cause),
            FrozenInTransaction => Unavailable($"{database} took this node for frozen, and has dropped what it was writing ({said})", cause),
            PostgresErrorCodes.QueryCanceled => Unavailable($"{database} gave up a statement that took too long ({said})", cause),
            PostgresErrorCodes.ConfigurationLimitExceeded or IdleTooLong or PostgresErrorCodes.IoError => Unavailable(
                $"{database} cannot be used at the moment ({said})", cause),
            var state when state.StartsWith("08", StringComparison.Ordinal) => Unavailable($"{database} cannot be reached ({said}); check the way to it", cause),
            _ => new($"{database} cannot be used: {said} ({error.SqlState})", cause),
        };
    }

    private static StorageException Unavailable(string sentence, Exception cause) => new(sentence, cause) { Kind = StorageFault.Unavailable };

    private static string Root(Exception exception) => exception.InnerException is { } inner ? Root(inner) : exception.Message.TrimEnd('.');

    /// <summary>An exception and all that it wraps.</summary>
    private static IEnumerable<Exception> Causes(Exception exception) =>
        exception is AggregateException several ? several.InnerExceptions.SelectMany(Causes).Prepend(exception)
        : exception.InnerException is { } inner ? Causes(inner).Prepend(exception)
        : [exception];
}
