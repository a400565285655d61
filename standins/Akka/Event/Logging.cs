using Akka.Actor;

namespace Akka.Event;

/// <summary>Makes logging adapters and translates levels.</summary>
public static class Logging
{
    /// <summary>A logger that names the actor as its source.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter? logMessageFormatter = null)
    {
        var type = (context as ActorCell)?.Actor?.GetType() ?? context.Props.Type;
        return new BusLogging(
            context.System.EventStream, context.Self.Path.ToString(), type, logMessageFormatter ?? DefaultLogMessageFormatter.Instance);
    }

    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null) =>
        GetLogger(system.EventStream, logSourceObj, logMessageFormatter, $"({system.Name})");

    public static ILoggingAdapter GetLogger(LoggingBus loggingBus, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null) =>
        GetLogger(loggingBus, logSourceObj, logMessageFormatter, "");

    /// <summary>DEBUG, INFO, WARNING, ERROR or OFF, in any case.</summary>
    public static LogLevel LogLevelFor(string logLevel)
    {
        ArgumentNullException.ThrowIfNull(logLevel);
        return logLevel.ToUpperInvariant() switch
        {
            "DEBUG" => LogLevel.DebugLevel,
            "INFO" => LogLevel.InfoLevel,
            "WARNING" => LogLevel.WarningLevel,
            "ERROR" => LogLevel.ErrorLevel,
            "OFF" => LoggingBus.Off,
            _ => throw new ArgumentException($"Unknown log level '{logLevel}'; use DEBUG, INFO, WARNING, ERROR or OFF.", nameof(logLevel)),
        };
    }

    public static LogLevel LogLevelFor<T>()
        where T : LogEvent =>
        typeof(T) == typeof(Debug) ? LogLevel.DebugLevel
        : typeof(T) == typeof(Info) ? LogLevel.InfoLevel
        : typeof(T) == typeof(Warning) ? LogLevel.WarningLevel
        : typeof(T) == typeof(Error) ? LogLevel.ErrorLevel
        : throw new ArgumentException($"{typeof(T)} is not the type of one log level.", nameof(T));

    public static Type ClassFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => typeof(Debug),
        LogLevel.InfoLevel => typeof(Info),
        LogLevel.WarningLevel => typeof(Warning),
        LogLevel.ErrorLevel => typeof(Error),
        _ => throw new ArgumentOutOfRangeException(nameof(logLevel), logLevel, "Unknown log level."),
    };

    public static string StringFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => "DEBUG",
        LogLevel.InfoLevel => "INFO",
        LogLevel.WarningLevel => "WARNING",
        LogLevel.ErrorLevel => "ERROR",
        _ => "OFF",
    };

    private static BusLogging GetLogger(LoggingBus bus, object source, ILogMessageFormatter? formatter, string suffix)
    {
        var (name, type) = source switch
        {
            string text => (text + suffix, typeof(string)),
            Type known => (known.Name + suffix, known),
            IActorRef actor => (actor.Path.ToString(), typeof(ActorBase)),
            ActorBase actor => (actor.Cell.Self.Path.ToString(), actor.GetType()),
            _ => (source.GetType().Name + suffix, source.GetType()),
        };
        return new BusLogging(bus, name, type, formatter ?? DefaultLogMessageFormatter.Instance);
    }
}
