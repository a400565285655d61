using System.Reflection;

namespace AwacAkka.Environments;

/// <summary>An environment's own code failed, or breaks the contract; the message is one sentence that names it, for whoever can mend it.</summary>
public sealed class EnvironmentFailureException : Exception
{
    /// <summary>An exception whose message is one sentence for the user.</summary>
    public EnvironmentFailureException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>What the environment's code said, without its name; null where the message says it all.</summary>
    public string? Reason { get; private init; }

    /// <summary>The call that failed; null where that is not known, or all returned.</summary>
    public EnvironmentCall? Call { get; private init; }

    /// <summary>A call that threw.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="call">What was called.</param>
    /// <param name="cause">What it threw.</param>
    public static EnvironmentFailureException Of(string id, EnvironmentCall call, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var origin = Origin(cause);
        var parameter = origin is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : string.Empty; // of no use to who reads the sentence
        var message = parameter.Length > 0 ? origin.Message.Replace(parameter, string.Empty, StringComparison.Ordinal) : origin.Message;
        var reason = message.ReplaceLineEndings(" ").TrimEnd(' ', '.');
        var what = call == EnvironmentCall.Construction ? "could not be made" : $"failed in {call}";
        return new EnvironmentFailureException($"{id} {what}: {reason}; mend the environment", cause) { Reason = reason, Call = call };
    }

    /// <summary>Whether an exception is about an environment's own code: not one that asks to stop, tells what is not installed, or is a sentence of this sort already.</summary>
    public static bool IsOfEnvironment(Exception exception) =>
        Origin(exception) is not (EnvironmentFailureException or MissingNativeLibraryException or OperationCanceledException or OutOfMemoryException);

    /// <summary>The exception inside those that only say that it came while a type or a method was started.</summary>
    private static Exception Origin(Exception exception)
    {
        while (exception is TypeInitializationException or TargetInvocationException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
