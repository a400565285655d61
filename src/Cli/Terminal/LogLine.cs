using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli.Terminal;

/// <summary>
/// An entry of a log as a line: time, level, source, message. Akka's logger passes its entries on with level, time, thread and source before the message,
/// which the line has already.
/// </summary>
internal static class LogLine
{
    /// <summary>The line.</summary>
    /// <param name="level">The level.</param>
    /// <param name="state">The entry.</param>
    /// <param name="text">Its text.</param>
    /// <param name="name">Who speaks where it is not an actor.</param>
    public static string Of<TState>(LogLevel level, TState state, string text, string name)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var (source, message) = WithoutAkkasPrefix(state, text, name);
        return $"{time} {level} {source}: {message}";
    }

    private static (string Source, string Text) WithoutAkkasPrefix<TState>(TState state, string text, string name)
    {
        var properties = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
        if (properties.FirstOrDefault(p => p.Key == "LogSource").Value is not string actor)
        {
            return (name, text);
        }

        var prefix = $"[{actor}] ";
        var start = text.IndexOf(prefix, StringComparison.Ordinal);
        text = start < 0 ? text : text[(start + prefix.Length)..];
        var cause = text.IndexOf("\nCause: ", StringComparison.Ordinal); // the exception, which comes behind the line anyway
        return (actor, cause < 0 ? text : text[..cause]);
    }
}
