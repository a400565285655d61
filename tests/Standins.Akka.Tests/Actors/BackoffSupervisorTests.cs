using System.Diagnostics;
using Akka.Actor;
using Akka.Pattern;

namespace Standins.Akka.Tests.Actors;

public sealed class BackoffSupervisorTests : ActorTest
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task A_stopped_child_is_started_again()
    {
        var probe = NewProbe();
        var supervisor = Supervise(Backoff.OnStop(Puppet.Props(probe.Ref), "child", Short, Short, 0));
        await probe.Expect("child: PreStart");
        supervisor.Tell(StopYourself());
        await probe.Expect("child: PostStop", "child: PreStart");
        supervisor.Tell("to the child");
        await probe.Expect("to the child");
    }

    [Fact]
    public async Task A_failed_child_is_stopped_and_started_after_the_delay_not_restarted()
    {
        var probe = NewProbe();
        var supervisor = Supervise(Backoff.OnFailure(Puppet.Props(probe.Ref), "child", Short, Short, 0));
        await probe.Expect("child: PreStart");
        supervisor.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop", "child: PreStart");
        Assert.Equal(1, await Restarts(supervisor));
    }

    [Fact]
    public async Task The_delay_doubles_with_each_failure_in_a_row_up_to_the_longest()
    {
        var probe = NewProbe();
        var report = probe.Ref;
        var child = Props.Create(() => new TellsTheTime(report));
        var supervisor = Supervise(
            Backoff.OnFailure(child, "child", TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(80), 0).WithManualReset());
        await probe.Next<long>();
        foreach (var least in new[] { 20, 40, 80, 80 })
        {
            supervisor.Tell(Fail.With("boom"));
            var (stopped, started) = (await probe.Next<long>(), await probe.Next<long>());
            // Only the least wait is certain: the scheduler never fires early, a busy machine may be late.
            Assert.InRange(Stopwatch.GetElapsedTime(stopped, started).TotalMilliseconds, least, double.MaxValue);
        }
        Assert.Equal(4, await Restarts(supervisor));
    }

    [Fact]
    public async Task The_delay_is_reset_after_a_time_without_failure()
    {
        var probe = NewProbe();
        var supervisor = Supervise(
            Backoff.OnFailure(Puppet.Props(probe.Ref), "child", Short, TimeSpan.FromSeconds(1), 0).WithAutoReset(Short));
        await probe.Expect("child: PreStart");
        supervisor.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop", "child: PreStart");
        while (await Restarts(supervisor) > 0) await Task.Delay(5);
    }

    [Fact]
    public async Task A_manual_reset_waits_for_its_message()
    {
        var probe = NewProbe();
        var supervisor = Supervise(Backoff.OnFailure(Puppet.Props(probe.Ref), "child", Short, Short, 0).WithManualReset());
        await probe.Expect("child: PreStart");
        supervisor.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop", "child: PreStart");
        Assert.Equal(1, await Restarts(supervisor));
        supervisor.Tell(BackoffSupervisor.Reset.Instance);
        Assert.Equal(0, await Restarts(supervisor));
    }

    [Fact]
    public async Task After_too_many_failures_the_supervisor_stops()
    {
        var probe = NewProbe();
        var watcher = NewProbe();
        var supervisor = Supervise(
            Backoff.OnFailure(Puppet.Props(probe.Ref), "child", Short, Short, 0, maxNrOfRetries: 1).WithManualReset());
        await watcher.Watch(supervisor);
        await probe.Expect("child: PreStart");
        supervisor.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop", "child: PreStart");
        supervisor.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop");
        await watcher.ExpectTerminated(supervisor);
    }

    [Fact]
    public async Task Without_a_child_senders_get_the_configured_reply()
    {
        var probe = NewProbe();
        var forever = TimeSpan.FromHours(1);
        var supervisor = Supervise(
            Backoff.OnFailure(Puppet.Props(probe.Ref), "child", forever, forever, 0).WithReplyWhileStopped("not now"));
        await probe.Expect("child: PreStart");
        supervisor.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop");
        while (await ChildOf(supervisor) is not null) await Task.Yield();
        Assert.Equal("not now", await supervisor.Ask<string>("hello", Patience));
    }

    [Fact]
    public async Task After_a_final_message_the_childs_stop_is_the_supervisors()
    {
        var probe = NewProbe();
        var watcher = NewProbe();
        var supervisor = Supervise(
            Backoff.OnStop(Puppet.Props(probe.Ref), "child", Short, Short, 0).WithFinalStopMessage(message => message is "bye"));
        await watcher.Watch(supervisor);
        await probe.Expect("child: PreStart");
        supervisor.Tell("bye");
        supervisor.Tell(StopYourself());
        await probe.Expect("bye", "child: PostStop");
        await watcher.ExpectTerminated(supervisor);
    }

    [Fact]
    public void Delays_that_make_no_sense_are_refused()
    {
        var props = Puppet.Props(ActorRefs.Nobody);
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.OnStop(props, "child", TimeSpan.Zero, Short, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.OnStop(props, "child", Short * 2, Short, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.OnStop(props, "child", Short, Short, 1.5));
    }

    private sealed class TellsTheTime(IActorRef report) : UntypedActor
    {
        protected override void PreStart() => report.Tell(Stopwatch.GetTimestamp());

        protected override void PostStop() => report.Tell(Stopwatch.GetTimestamp());

        protected override void OnReceive(object message)
        {
            if (message is Fail fail) throw fail.Cause;
        }
    }

    private static Do StopYourself() => new(context => context.Stop(context.Self));

    private static async Task<IActorRef?> ChildOf(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance, Patience)).Ref;

    private static async Task<int> Restarts(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance, Patience)).Count;

    private IActorRef Supervise(BackoffOptions options) => Sys.ActorOf(BackoffSupervisor.Props(options));
}
