using Akka.Event;

namespace AwacAkka.Actors.Journal;

/// <summary>
/// Says nothing. What Akka's logger has not passed on when a system ends goes to its standard output logger, whatever level that is set to: a line
/// amid the program's own output, now and then.
/// </summary>
public sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc />
    protected override void Log(object message)
    {
    }
}
