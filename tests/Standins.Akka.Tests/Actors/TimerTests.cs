using System.Diagnostics;
using Akka.Actor;

namespace Standins.Akka.Tests.Actors;

public sealed class TimerTests : ActorTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_single_timer_fires_once_and_is_inactive_then()
    {
        var (probe, actor) = NewTicker();
        actor.Tell(new WithTimers(timers => timers.StartSingleTimer("key", "tick", Soon)));
        await probe.Expect("tick");
        Assert.False(await IsActive(actor, "key"));
    }

    [Fact]
    public async Task A_periodic_timer_goes_on_until_cancelled()
    {
        var (probe, actor) = NewTicker();
        actor.Tell(new WithTimers(timers => timers.StartPeriodicTimer("key", "tick", Soon)));
        await probe.Expect("tick", "tick", "tick");
        Assert.True(await IsActive(actor, "key"));
        actor.Tell(new WithTimers(timers => timers.Cancel("key")));
        Assert.False(await IsActive(actor, "key"));
    }

    [Fact]
    public async Task A_message_of_a_cancelled_timer_is_not_delivered_even_if_it_waits_already()
    {
        var (probe, actor) = NewTicker();
        actor.Tell(new WithTimers(timers =>
        {
            timers.StartSingleTimer("key", "too late", TimeSpan.Zero);
            // Long enough for the message to be in the mailbox; without that the test passes too.
            Thread.Sleep(30);
            timers.Cancel("key");
        }));
        actor.Tell("marker");
        await probe.Expect("marker");
    }

    [Fact]
    public async Task A_timer_replaces_the_earlier_one_of_its_key()
    {
        var (probe, actor) = NewTicker();
        actor.Tell(new WithTimers(timers =>
        {
            timers.StartPeriodicTimer("key", "old", Soon);
            Thread.Sleep(10);
            timers.StartSingleTimer("key", "new", TimeSpan.FromMilliseconds(20));
        }));
        await probe.Expect("new");
    }

    [Fact]
    public async Task A_restart_cancels_all_timers()
    {
        var (probe, actor) = NewTicker();
        actor.Tell(new WithTimers(timers =>
        {
            timers.StartSingleTimer("key", "from the failed instance", TimeSpan.FromMilliseconds(20));
            throw new TestException("boom");
        }));
        Assert.False(await IsActive(actor, "key"));
        actor.Tell(new WithTimers(timers => timers.StartSingleTimer("other", "from the fresh one", TimeSpan.FromMilliseconds(60))));
        await probe.Expect("from the fresh one");
    }

    [Fact]
    public async Task Active_timers_are_listed_by_key()
    {
        var (_, actor) = NewTicker();
        var keys = new TaskCompletionSource<IReadOnlyCollection<object>>();
        actor.Tell(new WithTimers(timers =>
        {
            timers.StartSingleTimer("one", "tick", Never);
            timers.StartPeriodicTimer("two", "tick", Never, Never);
            keys.SetResult([.. timers.ActiveTimers]);
            timers.CancelAll();
        }));
        Assert.Equal(["one", "two"], (await keys.Task.WaitAsync(Patience)).Cast<string>().Order());
        Assert.False(await IsActive(actor, "one"));
    }

    [Fact]
    public async Task The_receive_timeout_comes_after_silence_and_again()
    {
        var probe = NewProbe();
        probe.Do(context => context.SetReceiveTimeout(TimeSpan.FromMilliseconds(5)));
        Assert.Same(ReceiveTimeout.Instance, await probe.Next());
        Assert.Same(ReceiveTimeout.Instance, await probe.Next());
    }

    [Fact]
    public async Task Null_switches_the_receive_timeout_off()
    {
        var probe = NewProbe();
        var set = new TaskCompletionSource<TimeSpan?>();
        probe.Do(context => context.SetReceiveTimeout(Never));
        probe.Do(context =>
        {
            context.SetReceiveTimeout(null);
            set.SetResult(context.ReceiveTimeout);
        });
        Assert.Null(await set.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_scheduled_message_comes_from_the_given_sender()
    {
        var probe = NewProbe();
        var sender = NewProbe();
        Sys.Scheduler.ScheduleTellOnce(Soon, probe.Ref, "later", sender.Ref);
        await probe.Expect("later");
        Assert.Equal(sender.Ref, probe.LastSender);
    }

    [Fact]
    public async Task Nothing_is_scheduled_early()
    {
        // Timers on the coarse clock of the system are early only now and then: many of them show it.
        var waits = Enumerable.Range(0, 200).Select(i =>
        {
            var delay = TimeSpan.FromMilliseconds(1 + (i % 40));
            var waited = new TaskCompletionSource<TimeSpan>();
            Thread.SpinWait(10_000);
            var start = Stopwatch.GetTimestamp();
            Sys.Scheduler.Advanced.ScheduleOnce(delay, () => waited.SetResult(Stopwatch.GetElapsedTime(start) - delay));
            return waited.Task;
        }).ToArray();
        foreach (var late in await Task.WhenAll(waits)) Assert.InRange(late, TimeSpan.Zero, TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_repeated_message_stops_once_cancelled()
    {
        var probe = NewProbe();
        var repeated = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Soon, Soon, probe.Ref, "again", ActorRefs.NoSender);
        await probe.Expect("again", "again", "again");
        repeated.Cancel();
        Assert.True(repeated.IsCancellationRequested);
        probe.Ref.Tell("cancelled");
        await probe.NextUntil("cancelled");
        // At most the one that was being sent while the cancellation came.
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(50), probe.Ref, "end", ActorRefs.NoSender);
        var rest = 0;
        while (await probe.Next() is "again") rest++;
        Assert.InRange(rest, 0, 1);
    }

    [Fact]
    public async Task A_cancelled_message_never_comes()
    {
        var probe = NewProbe();
        using var cancelable = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(300), probe.Ref, "cancelled", ActorRefs.NoSender, cancelable);
        cancelable.Cancel();
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(400), probe.Ref, "end", ActorRefs.NoSender);
        await probe.Expect("end");
    }

    [Fact]
    public async Task A_scheduled_action_that_throws_does_not_end_the_series()
    {
        var runs = 0;
        var third = new TaskCompletionSource();
        var repeated = Sys.Scheduler.Advanced.ScheduleRepeatedlyCancelable(Soon, Soon, () =>
        {
            if (++runs == 3) third.SetResult();
            throw new TestException("every time");
        });
        await third.Task.WaitAsync(Patience);
        repeated.Cancel();
    }

    private static async Task<bool> IsActive(IActorRef actor, object key)
    {
        var active = new TaskCompletionSource<bool>();
        actor.Tell(new WithTimers(timers => active.SetResult(timers.IsTimerActive(key))));
        return await active.Task.WaitAsync(Patience);
    }

    private (Probe Probe, IActorRef Actor) NewTicker()
    {
        var probe = NewProbe();
        var report = probe.Ref;
        return (probe, Sys.ActorOf(Props.Create(() => new Ticker(report))));
    }

    private sealed record WithTimers(Action<ITimerScheduler> Work);

    private sealed class Ticker : ReceiveActor, IWithTimers
    {
        public Ticker(IActorRef report)
        {
            Receive<WithTimers>(code => code.Work(Timers));
            Receive<Fail>(fail => throw fail.Cause);
            ReceiveAny(message => report.Tell(message));
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
