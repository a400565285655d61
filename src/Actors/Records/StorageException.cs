using AwacAkka.Data.Files;

namespace AwacAkka.Actors.Records;

/// <summary>
/// A run's records cannot be written, or are not what was written. The message is one sentence that names the file and what to do;
/// nothing is half written, and what was recorded before stays recorded.
/// </summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What the file system or the database reported.</param>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What can be done about it.</summary>
    public StorageFault Kind { get; init; }

    /// <summary>Whether an exception is a file system's refusal.</summary>
    public static bool IsRefusal(Exception exception) => FileRefusal.Is(exception);

    /// <summary>A file that could not be written, and why.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">The file system's refusal.</param>
    public static StorageException NotWritten(string path, Exception cause) => new(FileRefusal.Sentence(path, cause), cause);
}

/// <summary>What can be done about records that cannot be written.</summary>
public enum StorageFault
{
    /// <summary>Someone has to mend something.</summary>
    ToMend,

    /// <summary>It may pass: trying again later may do.</summary>
    Unavailable,

    /// <summary>Another process has the run, and goes on with it.</summary>
    TakenOver,
}
