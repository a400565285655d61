using Akka.Configuration;

namespace Akka.Actor;

/// <summary>The configuration of an actor system, with the values that its core uses.</summary>
public class Settings
{
    public Settings(ActorSystem system, Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        System = system;
        Config = config;
        LogLevel = config.GetString("akka.loglevel") ?? "INFO";
        StdoutLogLevel = config.GetString("akka.stdout-loglevel") ?? "WARNING";
        Loggers = config.GetStringList("akka.loggers");
        LoggerStartTimeout = config.GetTimeSpan("akka.logger-startup-timeout");
        LogDeadLetters = config.GetString("akka.log-dead-letters") switch
        {
            "on" or "true" => int.MaxValue,
            "off" or "false" => 0,
            _ => config.GetInt("akka.log-dead-letters"),
        };
        LogDeadLettersDuringShutdown = config.GetBoolean("akka.log-dead-letters-during-shutdown");
        AskTimeout = config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan, allowInfinite: true);
        SupervisorStrategyClass = config.GetString("akka.actor.guardian-supervisor-strategy") ?? "";
        LogConfigOnStart = config.GetBoolean("akka.log-config-on-start");
        DebugLifecycle = config.GetBoolean("akka.actor.debug.lifecycle");
        DebugUnhandledMessage = config.GetBoolean("akka.actor.debug.unhandled");
        DebugEventStream = config.GetBoolean("akka.actor.debug.event-stream");
        CoordinatedShutdownTerminateActorSystem = config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system");
        CoordinatedShutdownRunByActorSystemTerminate = config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate");
    }

    public ActorSystem System { get; }

    public Config Config { get; private set; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public IList<string> Loggers { get; }

    public TimeSpan LoggerStartTimeout { get; }

    /// <summary>How many dead letters are logged before only their number is.</summary>
    public int LogDeadLetters { get; }

    public bool LogDeadLettersDuringShutdown { get; }

    public TimeSpan AskTimeout { get; }

    public string SupervisorStrategyClass { get; }

    public bool LogConfigOnStart { get; }

    public bool DebugLifecycle { get; }

    public bool DebugUnhandledMessage { get; }

    public bool DebugEventStream { get; }

    public bool CoordinatedShutdownTerminateActorSystem { get; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    /// <summary>Adds the defaults of an extension below everything that is there.</summary>
    public void InjectTopLevelFallback(Config config) => Config = Config.WithFallback(config);

    public override string ToString() => Config.ToString();
}
