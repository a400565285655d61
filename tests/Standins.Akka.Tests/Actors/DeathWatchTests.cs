using Akka.Actor;

namespace Standins.Akka.Tests.Actors;

public sealed class DeathWatchTests : ActorTest
{
    [Fact]
    public async Task A_watcher_hears_of_the_end_of_the_watched_actor()
    {
        var probe = NewProbe();
        var actor = NewPuppet(NewProbe());
        await probe.Watch(actor);
        Sys.Stop(actor);
        var terminated = await probe.Next<Terminated>();
        Assert.Equal(actor, terminated.ActorRef);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.Equal(actor, probe.LastSender);
    }

    [Fact]
    public async Task Watching_a_dead_actor_yields_its_end_at_once()
    {
        var first = NewProbe();
        var actor = NewPuppet(NewProbe());
        await first.Watch(actor);
        Sys.Stop(actor);
        await first.ExpectTerminated(actor);

        var second = NewProbe();
        await second.Watch(actor);
        await second.ExpectTerminated(actor);
    }

    [Fact]
    public async Task WatchWith_sends_the_given_message_instead()
    {
        var probe = NewProbe();
        var actor = NewPuppet(NewProbe());
        probe.Do(context => context.WatchWith(actor, "it is gone"));
        Sys.Stop(actor);
        await probe.Expect("it is gone");
    }

    [Fact]
    public async Task Unwatch_takes_back_even_an_end_that_is_in_the_mailbox_already()
    {
        var probe = NewProbe();
        var actor = NewPuppet(NewProbe());
        var other = NewProbe();
        await other.Watch(actor);
        await probe.Watch(actor);
        var busy = new ManualResetEventSlim();
        probe.Do(context =>
        {
            busy.Wait(Patience);
            context.Unwatch(actor);
        });
        Sys.Stop(actor);
        await other.ExpectTerminated(actor);
        busy.Set();
        probe.Ref.Tell("nothing before this");
        await probe.Expect("nothing before this");
    }

    [Fact]
    public async Task A_restart_is_no_end()
    {
        var probe = NewProbe();
        var actor = NewPuppet(NewProbe());
        await probe.Watch(actor);
        actor.Tell(Fail.With("boom"));
        Assert.Equal(actor, await actor.Run(context => context.Self));
        probe.Ref.Tell("nothing before this");
        await probe.Expect("nothing before this");
    }

    [Fact]
    public async Task An_unhandled_end_fails_the_watcher_with_a_death_pact()
    {
        var failure = new TaskCompletionSource<Exception>();
        var supervisor = NewPuppet(NewProbe(), new OneForOneStrategy(cause =>
        {
            failure.TrySetResult(cause);
            return Directive.Stop;
        }));
        var actor = NewPuppet(NewProbe());
        await supervisor.Run(context => context.ActorOf(Props.Create(() => new DeathPact(actor))));
        Sys.Stop(actor);
        Assert.Equal(actor, Assert.IsType<DeathPactException>(await failure.Task.WaitAsync(Patience)).DeadActor);
    }

    [Fact]
    public async Task A_parent_sees_the_name_free_again_when_it_hears_of_the_childs_end()
    {
        var probe = NewProbe();
        var parent = NewPuppet(probe, name: "parent");
        await probe.Expect("parent: PreStart");
        var first = await parent.MakeChild(NewProbe(), "child");
        await parent.Run(context => context.Watch(first));
        Sys.Stop(first);
        await probe.Expect(new Ended(first));
        var second = await parent.MakeChild(NewProbe(), "child");
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_new_actor_of_the_same_name_is_not_the_one_that_was_watched()
    {
        var probe = NewProbe();
        var parent = NewPuppet(NewProbe());
        var first = await parent.MakeChild(NewProbe(), "child");
        await probe.Watch(first);
        Sys.Stop(first);
        await probe.ExpectTerminated(first);
        var second = await parent.MakeChild(NewProbe(), "child");
        Sys.Stop(second);
        var other = NewProbe();
        await other.Watch(second);
        await other.ExpectTerminated(second);
        probe.Ref.Tell("nothing before this");
        await probe.Expect("nothing before this");
    }

    [Fact]
    public async Task Changing_the_message_of_a_watch_needs_an_unwatch_first()
    {
        var probe = NewProbe();
        var refused = new TaskCompletionSource<Exception?>();
        probe.Do(context =>
        {
            context.WatchWith(context.System.DeadLetters, "one");
            refused.SetResult(Record.Exception(() => context.WatchWith(context.System.DeadLetters, "two")));
        });
        Assert.IsType<InvalidOperationException>(await refused.Task.WaitAsync(Patience));
    }

    private sealed class DeathPact : UntypedActor
    {
        public DeathPact(IActorRef other) => Context.Watch(other);

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
