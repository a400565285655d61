namespace AwacAkka.Environments;

/// <summary>An assembly that cannot be used as a source of environments; the message is one sentence for the user.</summary>
public sealed class EnvironmentAssemblyException : Exception
{
    /// <summary>An exception whose message is one sentence for the user.</summary>
    public EnvironmentAssemblyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
