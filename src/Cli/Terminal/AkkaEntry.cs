namespace AwacAkka.Cli.Terminal;

/// <summary>An entry of Akka's logger, which passes it on with level, time, thread and source before the message; a line of a log has all that already.</summary>
internal static class AkkaEntry
{
    /// <summary>Who speaks, and what is said.</summary>
    /// <param name="state">The entry.</param>
    /// <param name="text">Its text.</param>
    /// <param name="name">Who speaks where it is not Akka's.</param>
    public static (string Source, string Text) Of<TState>(TState state, string text, string name)
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
