using Akka.Actor;
using Akka.Configuration;

namespace Akka.Event;

/// <summary>A bus with loggers: it starts those of the configuration and gives each the levels that are wanted.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    /// <summary>Above every level.</summary>
    internal const LogLevel Off = (LogLevel)int.MaxValue;

    private static readonly LogLevel[] Levels = [LogLevel.DebugLevel, LogLevel.InfoLevel, LogLevel.WarningLevel, LogLevel.ErrorLevel];

    private readonly StandardOutLogger _standardOut = new();
    private readonly List<IActorRef> _loggers = [];

    public LogLevel LogLevel { get; private set; } = LogLevel.InfoLevel;

    public void SetLogLevel(LogLevel logLevel)
    {
        LogLevel = logLevel;
        foreach (var logger in _loggers) SubscribeFrom(logLevel, logger);
    }

    /// <summary>Logs to the console until the configured loggers run.</summary>
    public void StartStdoutLogger(Settings config)
    {
        ArgumentNullException.ThrowIfNull(config);
        LogLevel = Logging.LogLevelFor(config.LogLevel);
        SubscribeFrom(Logging.LogLevelFor(config.StdoutLogLevel), _standardOut);
    }

    internal void StartLoggers(ActorSystemImpl system)
    {
        var names = system.Settings.Loggers;
        for (var i = 0; i < names.Count; i++)
        {
            var type = Type.GetType(names[i]) ?? typeof(LoggingBus).Assembly.GetType(names[i])
                ?? throw new ConfigurationException(
                    $"akka.loggers names the type '{names[i]}', which cannot be found; write 'Namespace.Type, Assembly'.");
            var logger = type == typeof(StandardOutLogger) ? _standardOut : Start(system, type, $"log{i + 1}-{type.Name}");
            _loggers.Add(logger);
            SubscribeFrom(LogLevel, logger);
        }
        if (!_loggers.Contains(_standardOut)) Unsubscribe(_standardOut);
    }

    /// <summary>Lets go of the logger actors and returns them; what is logged from now on goes to the console.</summary>
    internal IReadOnlyList<IActorRef> ReleaseLoggers(Settings settings)
    {
        SubscribeFrom(Logging.LogLevelFor(settings.StdoutLogLevel), _standardOut);
        var actors = _loggers.Where(logger => logger != _standardOut).ToArray();
        foreach (var logger in actors) Unsubscribe(logger);
        _loggers.Clear();
        return actors;
    }

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    protected override Type GetClassifier(object @event) => @event.GetType();

    protected override void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event, ActorRefs.NoSender);

    private void SubscribeFrom(LogLevel level, IActorRef logger)
    {
        foreach (var candidate in Levels)
        {
            if (candidate >= level) Subscribe(logger, candidate.ClassFor());
            else Unsubscribe(logger, candidate.ClassFor());
        }
    }

    private IActorRef Start(ActorSystemImpl system, Type type, string name)
    {
        var timeout = system.Settings.LoggerStartTimeout;
        var logger = system.SystemActorOf(Props.Create(type), name);
        object? answer;
        try
        {
            answer = logger.Ask(new InitializeLogger(this), timeout).GetAwaiter().GetResult();
        }
        catch (AskTimeoutException)
        {
            throw new LoggerInitializationException(
                $"The logger {type} has not answered {nameof(InitializeLogger)} within {timeout.TotalSeconds} s.");
        }
        if (answer is LoggerInitialized) return logger;
        throw new LoggerInitializationException(
            $"The logger {type} answered {nameof(InitializeLogger)} with {answer}, not with {nameof(LoggerInitialized)}.");
    }
}
