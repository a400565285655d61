using Akka.Actor;
using Akka.Event;

namespace Standins.Akka.Tests.Actors;

public sealed class StashTests : ActorTest
{
    [Fact]
    public async Task Unstashed_messages_come_in_their_order_and_before_those_that_wait()
    {
        var probe = NewProbe();
        var actor = NewStasher(probe);
        var gate = new ManualResetEventSlim();
        foreach (var message in new object[] { "one", "two", "three" }) actor.Tell(message);
        actor.Tell(new Do(_ => gate.Wait(Patience)));
        actor.Tell("open");
        actor.Tell("four");
        gate.Set();
        await probe.Expect("one", "two", "three", "four");
    }

    [Fact]
    public async Task Unstash_returns_the_oldest_message_only()
    {
        var probe = NewProbe();
        var actor = NewStasher(probe);
        foreach (var message in new object[] { "one", "two", "open one", "marker" }) actor.Tell(message);
        await probe.Expect("one", "marker");
        actor.Tell("open");
        await probe.Expect("two");
    }

    [Fact]
    public async Task The_stash_returns_to_the_mailbox_at_a_restart_before_what_waits_there()
    {
        var probe = NewProbe();
        var actor = NewStasher(probe);
        foreach (var message in new object[] { "one", "two", Fail.With("boom"), "open", "three" }) actor.Tell(message);
        // The fresh instance stashes one and two once more; then it is opened.
        await probe.Expect("one", "two", "three");
    }

    [Fact]
    public async Task The_sender_of_a_stashed_message_is_kept()
    {
        var probe = NewProbe();
        var sender = NewProbe();
        var actor = NewStasher(probe);
        actor.Tell("one", sender.Ref);
        actor.Tell("open");
        await probe.Expect("one");
        Assert.Equal(sender.Ref, probe.LastSender);
    }

    [Fact]
    public async Task Stashed_messages_of_a_stopped_actor_are_dead_letters()
    {
        var letters = NewProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var actor = NewStasher(NewProbe());
        actor.Tell("one");
        actor.Tell("two");
        actor.Tell(PoisonPill.Instance);
        Assert.Equal("one", (await letters.Next<DeadLetter>()).Message);
        Assert.Equal("two", (await letters.Next<DeadLetter>()).Message);
    }

    [Fact]
    public async Task Stashing_one_message_twice_fails()
    {
        var failure = new TaskCompletionSource<Exception>();
        var supervisor = NewPuppet(NewProbe(), new OneForOneStrategy(cause =>
        {
            failure.TrySetResult(cause);
            return Directive.Stop;
        }));
        var actor = await supervisor.Run(context => context.ActorOf(Props.Create(() => new StashesTwice())));
        actor.Tell("one");
        Assert.IsType<IllegalActorStateException>(await failure.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_message_can_be_stashed_after_an_await()
    {
        var probe = NewProbe();
        var report = probe.Ref;
        var actor = Sys.ActorOf(Props.Create(() => new StashesLate(report)));
        actor.Tell("one", report);
        actor.Tell("open");
        await probe.Expect("one");
        Assert.Equal(report, probe.LastSender);
    }

    private IActorRef NewStasher(Probe probe)
    {
        var report = probe.Ref;
        return Sys.ActorOf(Props.Create(() => new Stasher(report)));
    }

    private sealed class Stasher : ReceiveActor, IWithUnboundedStash
    {
        public Stasher(IActorRef report)
        {
            Receive<Do>(code => code.Work(Context));
            Receive<Fail>(fail => throw fail.Cause);
            Receive<string>(text => text == "open", _ =>
            {
                Become(() => Open(report));
                Stash.UnstashAll();
            });
            Receive<string>(text => text == "open one", _ =>
            {
                Stash.Unstash();
                BecomeStacked(() => Receive<string>(text =>
                {
                    report.Forward(text);
                    if (text == "marker") UnbecomeStacked();
                }));
            });
            Receive<string>(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;

        private void Open(IActorRef report)
        {
            Receive<Do>(code => code.Work(Context));
            Receive<string>(text => report.Forward(text));
        }
    }

    private sealed class StashesTwice : ReceiveActor, IWithStash
    {
        public StashesTwice() => ReceiveAny(_ =>
        {
            Stash.Stash();
            Stash.Stash();
        });

        public IStash Stash { get; set; } = null!;
    }

    private sealed class StashesLate : ReceiveActor, IWithStash
    {
        public StashesLate(IActorRef report)
        {
            Receive<string>(text => text == "open", _ =>
            {
                Become(() => Receive<string>(text => report.Forward(text)));
                Stash.UnstashAll();
            });
            ReceiveAsync<string>(async _ =>
            {
                await Task.Yield();
                Stash.Stash();
            });
        }

        public IStash Stash { get; set; } = null!;
    }
}
