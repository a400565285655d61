using System.Reflection;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Environments;

namespace AwacAkka.Cli.Terminal;

/// <summary>Tells what the user can mend, among it a full disk and a damaged journal, from what is a defect of the program.</summary>
internal static class UserErrors
{
    private const int LongestSentence = 1_500;

    /// <summary>The exit code and the sentence for an exception.</summary>
    public static (int Code, string Sentence) Explain(Exception exception)
    {
        var (code, message) = Classify(Unwrap(exception));
        return (code, OnOneLine(message));
    }

    private static (int Code, string Message) Classify(Exception cause) => cause switch
    {
        RunConfigException or StorageException or DatasetException or UnknownEnvironmentException or EnvironmentAssemblyException
            or MissingNativeLibraryException or UnsuitableEnvironmentException or EnvironmentFailureException
            or DllNotFoundException or PlatformNotSupportedException => (ExitCode.BadInput, cause.Message),
        RolloutException => (ExitCode.BadInput, $"the environment cannot be used: {cause.Message}; mend it"),
        OutOfMemoryException => (ExitCode.BadInput, "there is not enough memory for this; ask for less, or free some"),
        OperationCanceledException => (ExitCode.Interrupted, "stopped before the end"),
        RunFailedException => (ExitCode.Failure, cause.Message),
        _ => (ExitCode.Failure, $"unexpected failure ({cause.GetType().Name}): {cause.Message} Run with --verbose for the details."),
    };

    /// <summary>What a user's file, arguments or environment say may hold line breaks, codes that a terminal obeys, or pages of text.</summary>
    public static string OnOneLine(string message)
    {
        var text = message.Length <= LongestSentence ? message : $"{message[..(LongestSentence / 2)]} ... {message[^(LongestSentence / 2)..]}";
        return string.Concat(text.Select(c => char.IsControl(c) ? c == '\n' ? "\\n" : $"\\x{(int)c:x2}" : c.ToString()));
    }

    /// <summary>The exception inside those that only say that something failed while a type or a method was started.</summary>
    private static Exception Unwrap(Exception exception)
    {
        while (exception is TypeInitializationException or TargetInvocationException or AggregateException { InnerExceptions.Count: 1 }
            && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
