namespace Akka.Actor;

/// <summary>Asks for timers that belong to the actor.</summary>
public interface IWithTimers
{
    ITimerScheduler Timers { get; set; }
}

/// <summary>Timers by key; they end with the actor instance, and a replaced or cancelled one delivers nothing more.</summary>
public interface ITimerScheduler
{
    IReadOnlyCollection<object> ActiveTimers { get; }

    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender);

    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender);

    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender);

    bool IsTimerActive(object key);

    void Cancel(object key);

    void CancelAll();
}

/// <summary>What a timer sends to its own actor; it counts only while that very timer is active.</summary>
internal sealed class TimerMessage(ActorTimers owner, object key, object message, bool repeats)
    : INoSerializationVerificationNeeded, Event.IDeadLetterSuppression
{
    public ActorTimers Owner => owner;

    public object Key => key;

    public object Message => message;

    public bool Repeats => repeats;
}

/// <summary>The timers of one actor instance.</summary>
internal sealed class ActorTimers(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, (TimerMessage Message, Cancelable Task)> _active = [];

    public IReadOnlyCollection<object> ActiveTimers => _active.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval, cell.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        Start(key, msg, initialDelay, interval, cell.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, cell.Self);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) => Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _active.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_active.Remove(key, out var timer)) timer.Task.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _active.Values) timer.Task.Cancel();
        _active.Clear();
    }

    /// <summary>The message to handle, or null where the timer was replaced or cancelled since.</summary>
    internal object? Accept(TimerMessage received)
    {
        if (received.Owner != this || !_active.TryGetValue(received.Key, out var timer) || timer.Message != received) return null;
        if (!received.Repeats) _active.Remove(received.Key);
        return received.Message;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan? interval, IActorRef sender)
    {
        Cancel(key);
        var timer = new TimerMessage(this, key, message, interval is not null);
        var task = new Cancelable(cell.System.Scheduler);
        _active[key] = (timer, task);
        if (interval is { } period) cell.System.Scheduler.ScheduleTellRepeatedly(delay, period, cell.Self, timer, sender, task);
        else cell.System.Scheduler.ScheduleTellOnce(delay, cell.Self, timer, sender, task);
    }
}
