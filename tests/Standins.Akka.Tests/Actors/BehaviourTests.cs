using Akka.Actor;
using Akka.Event;

namespace Standins.Akka.Tests.Actors;

public sealed class BehaviourTests : ActorTest
{
    [Fact]
    public async Task The_first_handler_that_fits_takes_the_message()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ordered()));
        Assert.Equal("long text", await actor.Ask<string>("a long text", Patience));
        Assert.Equal("text", await actor.Ask<string>("text", Patience));
        Assert.Equal("declined", await actor.Ask<string>("decline", Patience));
        Assert.Equal("formattable", await actor.Ask<string>(1.5, Patience));
        Assert.Equal("integer", await actor.Ask<string>(3, Patience));
        Assert.Equal("anything", await actor.Ask<string>(new object(), Patience));
    }

    [Fact]
    public async Task Become_replaces_the_behaviour_and_BecomeStacked_can_be_undone()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        Assert.Equal("calm", await actor.Ask<string>("mood", Patience));
        actor.Tell("stack angry");
        Assert.Equal("angry", await actor.Ask<string>("mood", Patience));
        actor.Tell("stack happy");
        Assert.Equal("happy", await actor.Ask<string>("mood", Patience));
        actor.Tell("unbecome");
        Assert.Equal("angry", await actor.Ask<string>("mood", Patience));
        actor.Tell("become happy");
        Assert.Equal("happy", await actor.Ask<string>("mood", Patience));
        actor.Tell("unbecome");
        Assert.Equal("calm", await actor.Ask<string>("mood", Patience));
        actor.Tell("unbecome");
        Assert.Equal("calm", await actor.Ask<string>("mood", Patience));
    }

    [Fact]
    public async Task A_restart_returns_to_the_first_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell("become happy");
        Assert.Equal("happy", await actor.Ask<string>("mood", Patience));
        actor.Tell(Fail.With("boom"));
        Assert.Equal("calm", await actor.Ask<string>("mood", Patience));
    }

    [Fact]
    public async Task A_behaviour_taken_on_in_the_constructor_counts()
    {
        var actor = Sys.ActorOf(Props.Create(() => new BornHappy()));
        Assert.Equal("happy", await actor.Ask<string>("mood", Patience));
    }

    [Fact]
    public async Task A_message_without_a_handler_is_published_as_unhandled()
    {
        var probe = NewProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell(3.5, probe.Ref);
        var unhandled = await probe.Next<UnhandledMessage>();
        Assert.Equal((3.5, probe.Ref, actor), (unhandled.Message, unhandled.Sender, unhandled.Recipient));
    }

    [Fact]
    public async Task A_handler_registered_after_ReceiveAny_is_refused()
    {
        var probe = NewProbe();
        var parent = NewPuppet(probe, name: "parent");
        await probe.Expect("parent: PreStart");
        var failure = new TaskCompletionSource<Exception>();
        var strategy = new OneForOneStrategy(cause =>
        {
            failure.SetResult(cause);
            return Directive.Stop;
        });
        var supervisor = NewPuppet(probe, strategy, "supervisor");
        await supervisor.Run(context => context.ActorOf(Props.Create(() => new Unreachable())));
        var cause = await failure.Task.WaitAsync(Patience);
        Assert.IsType<InvalidOperationException>(Assert.IsType<ActorInitializationException>(cause).InnerException);
    }

    [Fact]
    public async Task Forward_keeps_the_first_sender()
    {
        var probe = NewProbe();
        var target = NewProbe();
        var relay = NewPuppet(target, name: "relay");
        await target.Expect("relay: PreStart");
        relay.Tell("passed on", probe.Ref);
        await target.Expect("passed on");
        Assert.Equal(probe.Ref, target.LastSender);
    }

    [Fact]
    public async Task Without_a_sender_replies_go_to_the_dead_letters()
    {
        var actor = NewPuppet(NewProbe());
        Assert.Equal(Sys.DeadLetters, await actor.Run(context => context.Sender));
    }

    private sealed class Ordered : ReceiveActor
    {
        public Ordered()
        {
            Receive<string>(_ => Sender.Tell("long text"), text => text.Length > 8);
            Receive<string>(text =>
            {
                if (text == "decline") return false;
                Sender.Tell("text");
                return true;
            });
            Receive<string>(_ => Sender.Tell("declined"));
            Receive(typeof(int), _ => Sender.Tell("integer"));
            Receive<IFormattable>(_ => Sender.Tell("formattable"));
            ReceiveAny(_ => Sender.Tell("anything"));
        }
    }

    private sealed class Moody : ReceiveActor
    {
        public Moody()
        {
            Mood("calm");
            Receive<Fail>(fail => throw fail.Cause);
        }

        private void Mood(string mood)
        {
            Receive<string>(text => text == "mood", _ => Sender.Tell(mood));
            Receive<string>(text => text == "unbecome", _ => UnbecomeStacked());
            Receive<string>(text => text == "become happy", _ => Become(() => Happy()));
            Receive<string>(text => text == "stack happy", _ => BecomeStacked(() => Happy()));
            Receive<string>(text => text == "stack angry", _ => BecomeStacked(() => Mood("angry")));
        }

        private void Happy()
        {
            Mood("happy");
            Receive<Fail>(fail => throw fail.Cause);
        }
    }

    private sealed class BornHappy : ReceiveActor
    {
        public BornHappy() => Become(() => Receive<string>(_ => Sender.Tell("happy")));
    }

    private sealed class Unreachable : ReceiveActor
    {
        public Unreachable()
        {
            ReceiveAny(_ => { });
            Receive<string>(_ => { });
        }
    }
}
