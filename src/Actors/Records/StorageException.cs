namespace AwacAkka.Actors.Records;

/// <summary>
/// A run's records cannot be written, or are not what was written. The message is one sentence that names the file and what to do;
/// nothing is half written, and what was recorded before stays recorded.
/// </summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What the file system or the database reported.</param>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    // Numbers of Linux, which .NET hands on as the exception's result.
    private const int FileTooBig = 27, NoSpace = 28, ReadOnlyFileSystem = 30, OverQuota = 122;

    /// <summary>Whether an exception is a file system's refusal. A file that may grow no further is reported as an argument out of range.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>A file that could not be written, and why.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">The file system's refusal.</param>
    public static StorageException NotWritten(string path, Exception cause) => new($"'{path}' cannot be written: {Reason(cause)}", cause);

    private static string Reason(Exception cause) => cause switch
    {
        UnauthorizedAccessException => "access is denied; make the file and its folder writable",
        ArgumentOutOfRangeException => TooBig,
        { HResult: NoSpace or OverQuota } => "the disk is full; free some space",
        { HResult: FileTooBig } => TooBig,
        { HResult: ReadOnlyFileSystem } => "its file system is read-only; make it writable",
        _ => cause.Message,
    };

    private const string TooBig = "it may not grow any further; raise the limit on the size of files";
}
