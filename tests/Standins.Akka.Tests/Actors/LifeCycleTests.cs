using Akka.Actor;
using Akka.Event;

namespace Standins.Akka.Tests.Actors;

public sealed class LifeCycleTests : ActorTest
{
    [Fact]
    public async Task A_restart_calls_PreRestart_and_PostStop_on_the_old_instance_and_PostRestart_and_PreStart_on_the_new_one()
    {
        var probe = NewProbe();
        var actor = NewPuppet(probe, name: "a");
        actor.Tell(Fail.With("boom"));
        await probe.Expect("a: PreStart", "a: PreRestart after boom", "a: PostStop", "a: PostRestart after boom", "a: PreStart");
    }

    [Fact]
    public async Task The_mailbox_survives_a_restart_and_the_failing_message_is_not_delivered_again()
    {
        var probe = NewProbe();
        var attempts = 0;
        var gate = new ManualResetEventSlim();
        var actor = NewPuppet(probe, name: "a");
        actor.Tell(new Do(_ => gate.Wait(Patience)));
        actor.Tell("before");
        actor.Tell(new Do(_ => throw new TestException($"attempt {++attempts}")));
        actor.Tell("after 1");
        actor.Tell("after 2");
        gate.Set();
        await probe.Expect("a: PreStart", "before");
        await probe.Expect("a: PreRestart after attempt 1", "a: PostStop", "a: PostRestart after attempt 1", "a: PreStart");
        await probe.Expect("after 1", "after 2");
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task The_reference_stays_the_same_over_a_restart_and_the_state_does_not()
    {
        var counter = Sys.ActorOf(Props.Create(() => new Counter()));
        Assert.Equal(1, await counter.Ask<int>("count", Patience));
        Assert.Equal(2, await counter.Ask<int>("count", Patience));
        counter.Tell(Fail.With("boom"));
        Assert.Equal(1, await counter.Ask<int>("count", Patience));
    }

    [Fact]
    public async Task PreRestart_is_given_the_failing_message()
    {
        var probe = NewProbe();
        var report = probe.Ref;
        var failing = Fail.With("boom");
        Sys.ActorOf(Props.Create(() => new ReportsFailingMessage(report))).Tell(failing);
        Assert.Same(failing, await probe.Next());
    }

    [Fact]
    public async Task A_restart_stops_the_children_first()
    {
        var probe = NewProbe();
        var parent = NewPuppet(probe, name: "parent");
        await probe.Expect("parent: PreStart");
        await parent.MakeChild(probe, "child");
        await probe.Expect("child: PreStart");
        parent.Tell(Fail.With("boom"));
        var hooks = await probe.NextUntil("parent: PreStart");
        Assert.InRange(hooks.IndexOf("child: PostStop"), 1, hooks.IndexOf("parent: PostRestart after boom"));
        Assert.Empty(await parent.Run(context => context.GetChildren().ToArray()));
    }

    [Fact]
    public async Task Children_that_PreRestart_spares_are_restarted_with_their_parent()
    {
        var probe = NewProbe();
        var report = probe.Ref;
        var parent = Sys.ActorOf(Props.Create(() => new KeepsChild(report)));
        await probe.Expect("child: PreStart");
        parent.Tell("fail");
        await probe.Expect(
            "child: PreRestart after parent failed", "child: PostStop", "child: PostRestart after parent failed", "child: PreStart");
        parent.Tell("still there?");
        await probe.Expect("still there?");
    }

    [Fact]
    public async Task Stop_lets_the_current_message_end_and_turns_the_rest_into_dead_letters()
    {
        var probe = NewProbe();
        var actor = NewPuppet(probe, name: "a");
        await probe.Expect("a: PreStart");
        var gate = new ManualResetEventSlim();
        actor.Tell(new Do(_ =>
        {
            probe.Ref.Tell("begun");
            gate.Wait(Patience);
            probe.Ref.Tell("ended");
        }));
        actor.Tell("rest");
        await probe.Expect("begun");
        Sys.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        Sys.Stop(actor);
        gate.Set();
        await probe.Expect("ended", "a: PostStop");
        Assert.Equal("rest", (await probe.Next<DeadLetter>()).Message);
    }

    [Fact]
    public async Task A_poison_pill_takes_its_turn_in_the_mailbox()
    {
        var probe = NewProbe();
        var actor = NewPuppet(probe, name: "a");
        actor.Tell("first");
        actor.Tell(PoisonPill.Instance);
        await probe.Expect("a: PreStart", "first", "a: PostStop");
    }

    [Fact]
    public async Task Children_stop_before_their_parent()
    {
        var probe = NewProbe();
        var parent = NewPuppet(probe, name: "parent");
        await probe.Expect("parent: PreStart");
        var child = await parent.MakeChild(probe, "child");
        await probe.Expect("child: PreStart");
        await child.MakeChild(probe, "grandchild");
        await probe.Expect("grandchild: PreStart");
        Sys.Stop(parent);
        await probe.Expect("grandchild: PostStop", "child: PostStop", "parent: PostStop");
    }

    [Fact]
    public async Task Kill_fails_the_actor_and_the_default_strategy_stops_it()
    {
        var probe = NewProbe();
        var actor = NewPuppet(probe, name: "a");
        actor.Tell(Kill.Instance);
        await probe.Expect("a: PreStart", "a: PostStop");
    }

    [Fact]
    public async Task GracefulStop_is_true_once_the_actor_has_stopped()
    {
        var probe = NewProbe();
        var actor = NewPuppet(probe, name: "a");
        Assert.True(await actor.GracefulStop(Patience));
        await probe.Expect("a: PreStart", "a: PostStop");
        Assert.True(await actor.GracefulStop(Patience));
    }

    [Fact]
    public async Task A_disposable_actor_is_disposed_at_restart_and_at_stop()
    {
        var probe = NewProbe();
        var report = probe.Ref;
        var actor = Sys.ActorOf(Props.Create(() => new Disposable(report)));
        actor.Tell(Fail.With("boom"));
        actor.Tell(PoisonPill.Instance);
        await probe.Expect("disposed", "disposed");
    }

    [Fact]
    public async Task The_arguments_of_a_Props_expression_are_evaluated_once()
    {
        var evaluations = 0;
        Func<int> evaluate = () => ++evaluations;
        var actor = Sys.ActorOf(Props.Create(() => new Holder(evaluate())));
        Assert.Equal(1, await actor.Ask<int>("value", Patience));
        actor.Tell(Fail.With("boom"));
        Assert.Equal(1, await actor.Ask<int>("value", Patience));
    }

    [Fact]
    public void An_actor_cannot_be_made_with_new()
    {
        var failure = Assert.Throws<ActorInitializationException>(() => new Counter());
        Assert.Contains("Props.Create<Counter>", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Counter : ReceiveActor
    {
        private int _count;

        public Counter()
        {
            Receive<string>(_ => Sender.Tell(++_count));
            Receive<Fail>(fail => throw fail.Cause);
        }
    }

    private sealed class ReportsFailingMessage : ReceiveActor
    {
        private readonly IActorRef _report;

        public ReportsFailingMessage(IActorRef report)
        {
            _report = report;
            Receive<Fail>(fail => throw fail.Cause);
        }

        protected override void PreRestart(Exception reason, object message) => _report.Tell(message);
    }

    private sealed class KeepsChild : ReceiveActor
    {
        public KeepsChild(IActorRef report)
        {
            Receive<string>(message => message == "fail", _ => throw new TestException("parent failed"));
            Receive<string>(message => Context.Child("child").Tell(message));
            if (Context.Child("child").Equals(ActorRefs.Nobody)) Context.ActorOf(Puppet.Props(report), "child");
        }

        protected override void PreRestart(Exception reason, object message)
        {
        }
    }

    private sealed class Disposable(IActorRef report) : UntypedActor, IDisposable
    {
        public void Dispose() => report.Tell("disposed");

        protected override void OnReceive(object message)
        {
            if (message is Fail fail) throw fail.Cause;
        }
    }

    private sealed class Holder : ReceiveActor
    {
        public Holder(int value)
        {
            Receive<string>(_ => Sender.Tell(value));
            Receive<Fail>(fail => throw fail.Cause);
        }
    }
}
