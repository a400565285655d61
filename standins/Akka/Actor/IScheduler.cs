namespace Akka.Actor;

/// <summary>Tells the time.</summary>
public interface ITimeProvider
{
    DateTimeOffset Now { get; }

    TimeSpan MonotonicClock { get; }

    TimeSpan HighResMonotonicClock { get; }
}

/// <summary>Sends messages later.</summary>
public interface ITellScheduler
{
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender);

    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable);

    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender);

    void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable);
}

/// <summary>Calls code later, outside of any actor.</summary>
public interface IActionScheduler
{
    void ScheduleOnce(TimeSpan delay, Action action);

    void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable);

    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action);

    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable);
}

/// <summary>The scheduler's way to call code.</summary>
public interface IAdvancedScheduler : IActionScheduler;

/// <summary>The clock of an actor system.</summary>
public interface IScheduler : ITellScheduler, ITimeProvider
{
    IAdvancedScheduler Advanced { get; }
}

/// <summary>Short forms that make the <see cref="ICancelable"/> themselves.</summary>
public static class SchedulerExtensions
{
    public static ICancelable ScheduleTellOnceCancelable(
        this IScheduler scheduler, TimeSpan delay, ICanTell receiver, object message, IActorRef? sender)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
        return cancelable;
    }

    public static ICancelable ScheduleTellOnceCancelable(
        this IScheduler scheduler, int millisecondsDelay, ICanTell receiver, object message, IActorRef? sender) =>
        scheduler.ScheduleTellOnceCancelable(TimeSpan.FromMilliseconds(millisecondsDelay), receiver, message, sender);

    public static ICancelable ScheduleTellRepeatedlyCancelable(
        this IScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
        return cancelable;
    }

    public static ICancelable ScheduleTellRepeatedlyCancelable(
        this IScheduler scheduler,
        int initialMillisecondsDelay,
        int millisecondsInterval,
        ICanTell receiver,
        object message,
        IActorRef? sender) =>
        scheduler.ScheduleTellRepeatedlyCancelable(
            TimeSpan.FromMilliseconds(initialMillisecondsDelay),
            TimeSpan.FromMilliseconds(millisecondsInterval),
            receiver,
            message,
            sender);

    public static ICancelable ScheduleOnceCancelable(this IActionScheduler scheduler, TimeSpan delay, Action action)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleOnce(delay, action, cancelable);
        return cancelable;
    }

    public static ICancelable ScheduleRepeatedlyCancelable(
        this IActionScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, Action action)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleRepeatedly(initialDelay, interval, action, cancelable);
        return cancelable;
    }
}
