using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace AwacAkka.Actors.Runs;

/// <summary>Passes the actor system's log to Microsoft.Extensions.Logging.</summary>
public sealed class MicrosoftLogger : ReceiveActor
{
    /// <summary>Logs by the source's name.</summary>
    public MicrosoftLogger(ILoggerFactory loggers)
    {
        Receive<LogEvent>(entry => loggers.CreateLogger(entry.LogSource).Log(
            entry.LogLevel() switch
            {
                Akka.Event.LogLevel.DebugLevel => LogLevel.Debug,
                Akka.Event.LogLevel.InfoLevel => LogLevel.Information,
                Akka.Event.LogLevel.WarningLevel => LogLevel.Warning,
                _ => LogLevel.Error,
            },
            entry.Cause,
            "{Message}",
            entry.Message));
    }

    /// <summary>Sends a system's log there.</summary>
    public static void Use(ActorSystem system, ILoggerFactory loggers)
    {
#pragma warning disable AK1008 // a static method: no actor is at work here
        var logger = system.ActorOf(Props.Create(() => new MicrosoftLogger(loggers)), "logger");
#pragma warning restore AK1008
        system.EventStream.Subscribe(logger, typeof(LogEvent));
    }
}
