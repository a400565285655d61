using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

/// <summary>Starts its child again, after a growing delay, whenever the child has stopped.</summary>
public sealed class BackoffSupervisor : BackoffSupervisorBase
{
    public BackoffSupervisor(
        Props childProps,
        string childName,
        TimeSpan minBackoff,
        TimeSpan maxBackoff,
        IBackoffReset reset,
        double randomFactor,
        SupervisorStrategy strategy,
        object? replyWhileStopped = null,
        Func<object, bool>? finalStopMessage = null)
        : base(new BackoffSettings(childProps, childName, minBackoff, maxBackoff, randomFactor)
        {
            Reset = reset,
            Strategy = strategy,
            ReplyWhileStopped = replyWhileStopped,
            FinalStopMessage = finalStopMessage,
        })
    {
    }

    public static Props Props(BackoffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Props;
    }

    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor).Props;

    public static Props Props(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries).Props;

    protected override SupervisorStrategy SupervisorStrategy() => Settings.Strategy;

    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || !terminated.ActorRef.Equals(Child)) return HandleBackoff(message);
        Child = null;
        if (!FinalStopMessageReceived && MayStartAgain) ScheduleStart();
        else Context.Stop(Self);
        return true;
    }

    /// <summary>Asks for the child.</summary>
    public sealed class GetCurrentChild
    {
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild()
        {
        }
    }

    /// <summary>The child; null while it waits to be started.</summary>
    public sealed class CurrentChild
    {
        public CurrentChild(IActorRef? @ref) => Ref = @ref;

        public IActorRef? Ref { get; }
    }

    /// <summary>With a manual reset: the next delay is the least one.</summary>
    public sealed new class Reset
    {
        public static readonly Reset Instance = new();

        private Reset()
        {
        }
    }

    /// <summary>Asks for the number of starts since the last reset.</summary>
    public sealed class GetRestartCount
    {
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount()
        {
        }
    }

    /// <summary>The number of starts since the last reset.</summary>
    public sealed class RestartCount
    {
        public RestartCount(int count) => Count = count;

        public int Count { get; }
    }

    /// <summary>The delay is over.</summary>
    public sealed class StartChild : IDeadLetterSuppression
    {
        public static readonly StartChild Instance = new();

        private StartChild()
        {
        }
    }

    /// <summary>The child has run for the time of the automatic reset.</summary>
    public sealed class ResetRestartCount : IDeadLetterSuppression
    {
        public ResetRestartCount(int current) => Current = current;

        public int Current { get; }
    }
}
