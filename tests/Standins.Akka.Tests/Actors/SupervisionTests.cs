using Akka.Actor;

namespace Standins.Akka.Tests.Actors;

public sealed class SupervisionTests : ActorTest
{
    [Fact]
    public async Task Resume_keeps_the_state_and_goes_on_with_the_next_message()
    {
        var (probe, _, child) = await Family(new OneForOneStrategy(_ => Directive.Resume));
        child.Tell(Fail.With("boom"));
        child.Tell("next");
        await probe.Expect("next");
    }

    [Fact]
    public async Task Stop_ends_the_child_without_a_restart()
    {
        var (probe, parent, child) = await Family(new OneForOneStrategy(_ => Directive.Stop));
        child.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop");
        await probe.Watch(child);
        await probe.ExpectTerminated(child);
        Assert.Equal(ActorRefs.Nobody, await parent.Run(context => context.Child("child")));
    }

    [Fact]
    public async Task Escalate_makes_the_parent_fail_with_the_same_cause()
    {
        var (probe, _, child) = await Family(new OneForOneStrategy(_ => Directive.Escalate));
        child.Tell(Fail.With("boom"));
        var hooks = await probe.NextUntil("parent: PreStart");
        Assert.Equal(
            ["parent: PreRestart after boom", "parent: PostStop", "parent: PostRestart after boom", "parent: PreStart"],
            hooks.Where(IsOfParent));
        Assert.Equal(["child: PostStop"], hooks.Where(hook => !IsOfParent(hook)));
    }

    [Fact]
    public async Task The_guardian_restarts_a_top_level_actor_by_default()
    {
        var probe = NewProbe();
        NewPuppet(probe, name: "top").Tell(Fail.With("boom"));
        await probe.Expect("top: PreStart", "top: PreRestart after boom", "top: PostStop", "top: PostRestart after boom", "top: PreStart");
    }

    [Fact]
    public async Task The_guardian_stops_a_failing_top_level_actor_where_so_configured()
    {
        var system = StartAnother("akka.actor.guardian-supervisor-strategy = \"Akka.Actor.StoppingSupervisorStrategy\"");
        var probe = new Probe(system);
        system.ActorOf(Puppet.Props(probe.Ref), "top").Tell(Fail.With("boom"));
        await probe.Expect("top: PreStart", "top: PostStop");
    }

    [Fact]
    public async Task The_strategy_of_the_props_wins_over_the_actors_own()
    {
        var probe = NewProbe();
        var parent = Sys.ActorOf(Puppet.Props(probe.Ref, new OneForOneStrategy(_ => Directive.Stop))
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));
        var child = await parent.MakeChild(NewProbe(), "child");
        child.Tell(Fail.With("boom"));
        Assert.Equal(child, await child.Run(context => context.Self));
    }

    [Fact]
    public async Task One_for_one_leaves_the_siblings_alone()
    {
        var (probe, parent, child) = await Family(new OneForOneStrategy(_ => Directive.Restart));
        var sibling = await parent.MakeChild(probe, "sibling");
        await probe.Expect("sibling: PreStart");
        child.Tell(Fail.With("boom"));
        await probe.Expect("child: PreRestart after boom", "child: PostStop", "child: PostRestart after boom", "child: PreStart");
        sibling.Tell("untouched");
        await probe.Expect("untouched");
    }

    [Fact]
    public async Task All_for_one_restarts_every_child()
    {
        var (probe, parent, child) = await Family(new AllForOneStrategy(_ => Directive.Restart));
        var sibling = await parent.MakeChild(probe, "sibling");
        await probe.Expect("sibling: PreStart");
        child.Tell(Fail.With("boom"));
        var hooks = new List<string>();
        for (var i = 0; i < 8; i++) hooks.Add(await probe.Next<string>());
        foreach (var name in new[] { "child", "sibling" })
        {
            Assert.Equal(
                [$"{name}: PreRestart after boom", $"{name}: PostStop", $"{name}: PostRestart after boom", $"{name}: PreStart"],
                hooks.Where(hook => hook.StartsWith(name, StringComparison.Ordinal)));
        }
        child.Tell("child goes on");
        await probe.Expect("child goes on");
        sibling.Tell("sibling goes on");
        await probe.Expect("sibling goes on");
    }

    [Fact]
    public async Task All_for_one_stops_every_child()
    {
        var (probe, parent, child) = await Family(new AllForOneStrategy(_ => Directive.Stop));
        await parent.MakeChild(probe, "sibling");
        await probe.Expect("sibling: PreStart");
        child.Tell(Fail.With("boom"));
        var ends = new[] { await probe.Next<string>(), await probe.Next<string>() };
        Assert.Equal(["child: PostStop", "sibling: PostStop"], ends.Order());
    }

    [Fact]
    public async Task A_child_that_fails_more_often_than_allowed_within_the_window_is_stopped()
    {
        var (probe, _, child) = await Family(new OneForOneStrategy(2, TimeSpan.FromHours(1), _ => Directive.Restart));
        for (var failure = 1; failure <= 2; failure++)
        {
            child.Tell(Fail.With("boom"));
            await probe.Expect("child: PreRestart after boom", "child: PostStop", "child: PostRestart after boom", "child: PreStart");
        }
        child.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop");
    }

    [Fact]
    public async Task Failures_outside_of_the_window_do_not_count()
    {
        var (probe, _, child) = await Family(new OneForOneStrategy(1, TimeSpan.FromMilliseconds(1), _ => Directive.Restart));
        for (var failure = 1; failure <= 4; failure++)
        {
            child.Tell(Fail.With("boom"));
            await probe.Expect("child: PreRestart after boom", "child: PostStop", "child: PostRestart after boom", "child: PreStart");
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task Retries_without_a_window_count_for_ever()
    {
        var (probe, _, child) = await Family(new OneForOneStrategy(1, null, _ => Directive.Restart));
        child.Tell(Fail.With("boom"));
        await probe.Expect("child: PreRestart after boom", "child: PostStop", "child: PostRestart after boom", "child: PreStart");
        await Task.Delay(20);
        child.Tell(Fail.With("boom"));
        await probe.Expect("child: PostStop");
    }

    [Fact]
    public async Task By_default_an_actor_whose_creation_fails_is_stopped()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new FailsToStart(new Attempts(), int.MaxValue)));
        await probe.Watch(actor);
        await probe.ExpectTerminated(actor);
    }

    [Fact]
    public async Task A_strategy_that_restarts_tries_a_failed_creation_again()
    {
        var attempts = new Attempts();
        var probe = NewProbe();
        var parent = NewPuppet(probe, new OneForOneStrategy(_ => Directive.Restart), "parent");
        var child = await parent.Run(context => context.ActorOf(Props.Create(() => new FailsToStart(attempts, 2))));
        Assert.Equal(3, await child.Ask<int>("attempts", Patience));
    }

    [Fact]
    public async Task A_failure_in_PostRestart_asks_the_supervisor_again()
    {
        var probe = NewProbe();
        var attempts = new Attempts();
        var parent = NewPuppet(probe, new OneForOneStrategy(_ => Directive.Restart), "parent");
        var child = await parent.Run(context => context.ActorOf(Props.Create(() => new FailsToRestart(attempts))));
        child.Tell(Fail.With("boom"));
        Assert.Equal(3, await child.Ask<int>("attempts", Patience));
    }

    [Fact]
    public async Task The_decider_table_takes_the_first_type_that_fits()
    {
        var decider = Decider.From(
            Directive.Stop,
            KeyValuePair.Create(typeof(TestException), Directive.Resume),
            KeyValuePair.Create(typeof(Exception), Directive.Restart));
        var (probe, _, child) = await Family(new OneForOneStrategy(decider));
        child.Tell(Fail.With("resumed"));
        child.Tell("next");
        await probe.Expect("next");
        child.Tell(new Fail(new InvalidOperationException("restarted")));
        await probe.Expect("child: PreRestart after restarted");
    }

    [Fact]
    public async Task A_suspended_parent_judges_its_child_only_after_its_own_restart()
    {
        var (probe, parent, child) = await Family(new OneForOneStrategy(_ => Directive.Resume));
        var gate = new ManualResetEventSlim();
        child.Tell(new Do(_ =>
        {
            gate.Wait(Patience);
            throw new TestException("child");
        }));
        child.Tell("child goes on");
        parent.Tell(new Do(_ =>
        {
            gate.Set();
            throw new TestException("parent");
        }));
        // The base PreRestart stops the child; nothing of it may be lost in between or block the parent.
        Assert.Contains("parent: PreRestart after parent", await probe.NextUntil("parent: PreStart"));
        await parent.MakeChild(probe, "child");
        await probe.Expect("child: PreStart");
    }

    private async Task<(Probe Probe, IActorRef Parent, IActorRef Child)> Family(SupervisorStrategy strategy)
    {
        var probe = NewProbe();
        var parent = NewPuppet(probe, strategy, "parent");
        await probe.Expect("parent: PreStart");
        var child = await parent.MakeChild(probe, "child");
        await probe.Expect("child: PreStart");
        return (probe, parent, child);
    }

    private static bool IsOfParent(object hook) => ((string)hook).StartsWith("parent", StringComparison.Ordinal);

    private sealed class Attempts
    {
        public int Count { get; set; }
    }

    private sealed class FailsToStart : ReceiveActor
    {
        public FailsToStart(Attempts attempts, int failures)
        {
            if (++attempts.Count <= failures) throw new TestException("constructor");
            Receive<string>(_ => Sender.Tell(attempts.Count));
        }
    }

    private sealed class FailsToRestart : ReceiveActor
    {
        private readonly Attempts _attempts;

        public FailsToRestart(Attempts attempts)
        {
            _attempts = attempts;
            Receive<Fail>(fail => throw fail.Cause);
            Receive<string>(_ => Sender.Tell(attempts.Count));
        }

        protected override void PostRestart(Exception reason)
        {
            if (++_attempts.Count < 3) throw new TestException("PostRestart");
        }
    }
}
