using Akka.Pattern;
using Akka.Persistence;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Journal;

/// <summary>What users read when the journal cannot be written or read: the cause that they can mend, wherever it is wrapped.</summary>
internal static class JournalFaults
{
    // Primary result codes of SQLite.
    private const int Busy = 5, Locked = 6, ReadOnly = 8, Failed = 10, Corrupt = 11, Full = 13, CannotOpen = 14, Constraint = 19, NotADatabase = 26;

    /// <summary>Why an event could not be stored, or the journal not be read whole.</summary>
    /// <param name="cause">What was thrown.</param>
    /// <param name="folder">The run.</param>
    /// <param name="next">What to do once that is mended.</param>
    public static Exception Explain(Exception cause, RunFolder folder, string next = "resume the run")
    {
        foreach (var inner in Causes(cause))
        {
            switch (inner)
            {
                case NewerJournalException newer:
                    return new RunConfigException(newer.Message, cause);
                case SqliteException sqlite:
                    return OfDatabase(sqlite, folder, cause, next);
                case RecoveryTimedOutException:
                    return new StorageException($"the disk did not read the journal '{folder.Journal}' in time; check the disk, then {next}", cause);
                case OpenCircuitException or TimeoutException or OperationCanceledException:
                    return new StorageException(
                        $"the disk did not take a write to the journal '{folder.Journal}' in time; check the disk, then {next}", cause);
                case InvalidDataException or System.Text.Json.JsonException or InvalidCastException: // the last: a column of another type
                    return Damaged(folder, inner.Message, cause);
            }
        }

        return new RunFailedException($"the run's journal '{folder.Journal}' cannot be used: {cause.Message}", cause);
    }

    /// <summary>A journal whose contents are not what was written.</summary>
    public static StorageException Damaged(RunFolder folder, string what, Exception? cause) => new(
        $"the run's journal '{folder.Journal}' is damaged: {what.TrimEnd('.')}; bring a good copy of it back, or train a new run", cause);

    private static StorageException OfDatabase(SqliteException error, RunFolder folder, Exception cause, string next) => error.SqliteErrorCode switch
    {
        Constraint => new(
            $"another program has written to the journal '{folder.Journal}' since this run read it; end that one, then {next}", cause),
        Busy or Locked => new($"the journal '{folder.Journal}' is locked by another program; end that one, then {next}", cause),
        Full => new($"the journal '{folder.Journal}' cannot be written: the disk is full; free some space, then {next}", cause),
        ReadOnly => new($"the journal '{folder.Journal}' cannot be written: access is denied; make the file and its folder writable", cause),
        CannotOpen => new($"the journal '{folder.Journal}' cannot be opened; make the file and its folder readable and writable", cause),
        Failed => new(
            $"the disk refuses to read or write the journal '{folder.Journal}' ({error.Message.TrimEnd('.')}); check the disk, its free space and "
            + $"the limit on the size of files, then {next}",
            cause),
        Corrupt => Damaged(folder, "its database is cut or overwritten", cause),
        NotADatabase => Damaged(folder, "it is no SQLite database", cause),
        _ when error.Message.Contains("no such table", StringComparison.Ordinal) => new(
            $"the journal '{folder.Journal}' could not be set up; check the disk's free space and the permissions of its folder, then {next}",
            cause),
        _ => new($"the journal '{folder.Journal}' cannot be used: {error.Message.TrimEnd('.')}", cause),
    };

    /// <summary>An exception and all that it wraps: a failed roll-back wraps its own failure and the one before it.</summary>
    private static IEnumerable<Exception> Causes(Exception exception) =>
        exception is AggregateException several ? several.InnerExceptions.SelectMany(Causes).Prepend(exception)
        : exception.InnerException is { } inner ? Causes(inner).Prepend(exception)
        : [exception];
}
