namespace AwacAkka.Data.Files;

/// <summary>What it means to the user that a file system refuses something.</summary>
public static class FileRefusal
{
    // Numbers of Linux, which .NET hands on as the exception's result.
    private const int WouldBlock = 11, FileTooBig = 27, NoSpace = 28, ReadOnlyFileSystem = 30, OverQuota = 122;
    private const string TooBig = "it may not grow any further; raise the limit on the size of files";

    /// <summary>Whether an exception is a file system's refusal. A file that may grow no further is reported as an argument out of range.</summary>
    public static bool Is(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>Whether it is that another process holds the lock on the file.</summary>
    public static bool IsLock(IOException refusal) => refusal.HResult == WouldBlock;

    /// <summary>The sentence for a file that could not be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="refusal">Why not.</param>
    public static string Sentence(string path, Exception refusal) => $"'{path}' cannot be written: {Reason(refusal)}";

    private static string Reason(Exception refusal) => refusal switch
    {
        UnauthorizedAccessException => "access is denied; make the file and its folder writable",
        ArgumentOutOfRangeException => TooBig,
        { HResult: NoSpace or OverQuota } => "the disk is full; free some space",
        { HResult: FileTooBig } => TooBig,
        { HResult: ReadOnlyFileSystem } => "its file system is read-only; make it writable",
        _ => refusal.Message.TrimEnd('.'),
    };
}
