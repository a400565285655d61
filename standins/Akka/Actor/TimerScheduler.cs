using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The scheduler on .NET timers: no thread of its own, nothing fires early, nor any more once the system has ended.</summary>
internal sealed class TimerScheduler(ActorSystem system) : IScheduler, IAdvancedScheduler, IDisposable
{
    private readonly ConcurrentDictionary<Entry, bool> _entries = new();
    private volatile bool _stopped;

    public IAdvancedScheduler Advanced => this;

    public DateTimeOffset Now => DateTimeOffset.UtcNow;

    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(delay, Timeout.InfiniteTimeSpan, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        AddRepeated(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Add(delay, Timeout.InfiniteTimeSpan, action, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        AddRepeated(initialDelay, interval, action, cancelable);

    public void Dispose()
    {
        _stopped = true;
        foreach (var entry in _entries.Keys) entry.Dispose();
    }

    private void AddRepeated(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable)
    {
        if (interval <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval must be positive.");
        Add(initialDelay, interval, action, cancelable);
    }

    private void Add(TimeSpan delay, TimeSpan interval, Action action, ICancelable? cancelable)
    {
        if (delay < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(delay), delay, "The delay must not be negative.");
        if (_stopped || cancelable is { IsCancellationRequested: true }) return;
        var entry = new Entry(this, action, interval, cancelable);
        _entries[entry] = true;
        entry.Start(delay);
    }

    private void LogFailure(Exception failure) =>
        system.EventStream.Publish(
            new Error(failure, nameof(TimerScheduler), typeof(TimerScheduler), $"A scheduled action failed: {failure.Message}"));

    /// <summary>One scheduled thing. Periods are re-armed after each run, so a slow action never overlaps with itself.</summary>
    private sealed class Entry : IDisposable
    {
        private readonly TimerScheduler _scheduler;
        private readonly Action _action;
        private readonly TimeSpan _interval;
        private readonly ICancelable? _cancelable;
        private readonly Timer _timer;
        private CancellationTokenRegistration _registration;
        private long _armed;
        private TimeSpan _delay;
        private volatile bool _ended;

        public Entry(TimerScheduler scheduler, Action action, TimeSpan interval, ICancelable? cancelable)
        {
            (_scheduler, _action, _interval, _cancelable) = (scheduler, action, interval, cancelable);
            _timer = new Timer(static entry => ((Entry)entry!).Fire(), this, Timeout.Infinite, Timeout.Infinite);
        }

        public void Start(TimeSpan delay)
        {
            if (_cancelable is not null) _registration = _cancelable.Token.UnsafeRegister(static entry => ((Entry)entry!).Dispose(), this);
            Arm(delay);
        }

        public void Dispose()
        {
            _ended = true;
            _timer.Dispose();
            _scheduler._entries.TryRemove(this, out _);
        }

        private void Fire()
        {
            if (_ended || _scheduler._stopped) return;
            var remaining = _delay - Stopwatch.GetElapsedTime(_armed);
            if (remaining > TimeSpan.Zero)
            {
                // .NET's timers count in ticks of the coarse clock, which may lag by 10 ms when the timer is set.
                Change(remaining);
                return;
            }
            try
            {
                _action();
            }
#pragma warning disable CA1031 // A failing action must not end the process or the series.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _scheduler.LogFailure(failure);
            }
            if (_interval != Timeout.InfiniteTimeSpan)
            {
                Arm(_interval);
                return;
            }
            _registration.Unregister();
            Dispose();
        }

        private void Arm(TimeSpan delay)
        {
            (_delay, _armed) = (delay, Stopwatch.GetTimestamp());
            Change(delay);
        }

        private void Change(TimeSpan delay)
        {
            try
            {
                if (!_ended) _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            }
            catch (ObjectDisposedException)
            {
                // Cancelled between the check and the call.
            }
        }
    }
}
