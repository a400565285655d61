using Akka.Actor;
using Akka.Dispatch;

namespace Akka.Event;

/// <summary>The kind of mailbox that loggers have.</summary>
public interface ILoggerMessageQueueSemantics : ISemantics;

/// <summary>A logger without an actor; it works before the system has started and after it has ended.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    protected MinimalLogger()
    {
    }

    public sealed override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/StandardOutLogger");

    protected abstract void Log(object message);

    protected sealed override void TellInternal(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Log(message);
    }
}

/// <summary>Writes log events to standard output.</summary>
public class StandardOutLogger : MinimalLogger
{
    private static readonly Lock Console = new();

    public static ConsoleColor DebugColor { get; set; } = ConsoleColor.Gray;

    public static ConsoleColor InfoColor { get; set; } = ConsoleColor.White;

    public static ConsoleColor WarningColor { get; set; } = ConsoleColor.Yellow;

    public static ConsoleColor ErrorColor { get; set; } = ConsoleColor.Red;

    public static bool UseColors { get; set; } = true;

    internal static void Print(object message)
    {
        // Control sequences have no place in files and pipes.
        if (!UseColors || message is not LogEvent logEvent || System.Console.IsOutputRedirected)
        {
            System.Console.WriteLine(message);
            return;
        }
        lock (Console)
        {
            System.Console.ForegroundColor = logEvent.LogLevel() switch
            {
                LogLevel.DebugLevel => DebugColor,
                LogLevel.InfoLevel => InfoColor,
                LogLevel.WarningLevel => WarningColor,
                _ => ErrorColor,
            };
            System.Console.WriteLine(message);
            System.Console.ResetColor();
        }
    }

    protected override void Log(object message) => Print(message);
}

/// <summary>The logger of the default configuration: an actor that writes to standard output.</summary>
public class DefaultLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent logEvent:
                Print(logEvent);
                return true;
            default:
                return false;
        }
    }

    protected virtual void Print(LogEvent logEvent) => StandardOutLogger.Print(logEvent);
}
