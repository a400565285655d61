namespace AwacAkka.Environments;

/// <summary>A native library that an environment needs is not installed or does not fit; the message says what to install.</summary>
public sealed class MissingNativeLibraryException : Exception
{
    /// <summary>An exception whose message is one sentence for the user.</summary>
    public MissingNativeLibraryException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
