using Akka.Actor;
using Akka.Configuration;

namespace Standins.Akka.Tests.Actors;

public sealed class ActorSystemTests : ActorTest
{
    [Fact]
    public async Task Terminate_stops_the_actors_and_then_completes()
    {
        var system = StartAnother();
        var stopped = new List<string>();
        var actor = system.ActorOf(Props.Create(() => new Last(stopped, "stopped")));
        await actor.Ask<ActorIdentity>(new Identify(1), Patience);
        await system.Terminate().WaitAsync(Patience);
        Assert.Equal(["stopped"], stopped);
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Puppet.Props(ActorRefs.Nobody)));
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Actors_made_while_the_system_ends_are_refused_or_stopped()
    {
        for (var round = 0; round < 20; round++)
        {
            var system = StartAnother();
            var living = 0;
            Action<int> count = change => Interlocked.Add(ref living, change);
            var making = Task.Run(() =>
            {
                while (true) system.ActorOf(Props.Create<Counted>(count));
            });
            await Task.Yield();
            await system.Terminate().WaitAsync(Patience);
            await Assert.ThrowsAsync<InvalidOperationException>(() => making);
            Assert.Equal(0, Volatile.Read(ref living));
        }
    }

    [Fact]
    public async Task System_actors_outlive_the_users()
    {
        var system = StartAnother();
        var stopped = new List<string>();
        ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new Last(stopped, "system")));
        system.ActorOf(Props.Create(() => new Last(stopped, "user")));
        await system.Terminate().WaitAsync(Patience);
        Assert.Equal(["user", "system"], stopped);
    }

    [Fact]
    public void Names_are_unique_among_siblings_and_valid_in_paths()
    {
        var actor = Sys.ActorOf(Puppet.Props(ActorRefs.Nobody), "name");
        Assert.Equal("akka://test/user/name", actor.Path.ToString());
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Puppet.Props(ActorRefs.Nobody), "name"));
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Puppet.Props(ActorRefs.Nobody), "with/slash"));
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Puppet.Props(ActorRefs.Nobody), "$reserved"));
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Puppet.Props(ActorRefs.Nobody), ""));
        Assert.Throws<ArgumentException>(() => ActorSystem.Create("no spaces"));
    }

    [Fact]
    public async Task Selections_find_actors_by_absolute_relative_and_wildcard_paths()
    {
        var probe = NewProbe();
        var parent = NewPuppet(NewProbe(), name: "parent");
        var one = await parent.MakeChild(probe, "one");
        await probe.Expect("one: PreStart");
        var two = await parent.MakeChild(probe, "two");
        await probe.Expect("two: PreStart");
        Assert.Equal(one, await Sys.ActorSelection("/user/parent/one").ResolveOne(Patience));
        Assert.Equal(two, await Sys.ActorSelection("akka://test/user/parent/two").ResolveOne(Patience));
        Assert.Equal(two, await Sys.ActorSelection(one.Path / ".." / "two").ResolveOne(Patience));
        var relative = await one.Run(context => context.ActorSelection("../two"));
        Assert.Equal(two, await relative.ResolveOne(Patience));
        Sys.ActorSelection("/user/parent/*").Tell("to all");
        await probe.Expect("to all", "to all");
        Sys.ActorSelection("/user/par*/t?o").Tell("to two");
        await probe.Expect("to two");
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/parent/three").ResolveOne(Patience));
    }

    [Fact]
    public async Task An_actor_identifies_itself()
    {
        var actor = NewPuppet(NewProbe());
        var identity = await actor.Ask<ActorIdentity>(new Identify("id"), Patience);
        Assert.Equal(("id", actor), (identity.MessageId, identity.Subject));
    }

    [Fact]
    public void An_extension_is_made_once()
    {
        var first = new CounterProvider().Apply(Sys);
        Assert.Same(first, Sys.WithExtension<Counter, CounterProvider>());
        Assert.Same(first, Sys.GetExtension<Counter>());
        Assert.True(Sys.HasExtension<Counter>());
        Assert.False(StartAnother().HasExtension<Counter>());
    }

    [Fact]
    public void Extensions_of_the_configuration_are_loaded_at_the_start()
    {
        var system = StartAnother($"akka.extensions = [\"{typeof(CounterProvider).AssemblyQualifiedName}\"]");
        Assert.True(system.TryGetExtension<Counter>(out _));
    }

    [Fact]
    public void Paths_can_be_parsed_and_compared()
    {
        var path = ActorPath.Parse("akka://system/user/a/b#17");
        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal(path, ActorPath.Parse("akka://system/user/a") / "b");
        Assert.NotEqual(path, ActorPath.Parse("akka://other/user/a/b"));
        Assert.Equal("/user/a", path.Parent.ToStringWithoutAddress());
        Assert.False(ActorPath.TryParse("no path", out _));
    }

    [Fact]
    public void A_null_message_is_refused()
    {
        var actor = NewPuppet(NewProbe());
        Assert.Throws<InvalidMessageException>(() => actor.Tell(null!));
    }

    [Fact]
    public void Settings_fall_back_to_the_defaults()
    {
        Assert.Equal("INFO", Sys.Settings.LogLevel);
        Assert.Equal(30, Sys.Settings.Config.GetInt("akka.actor.default-dispatcher.throughput"));
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("akka.loglevel = DEBUG, mine = 3"));
        Assert.Equal(3, Sys.Settings.Config.GetInt("mine"));
        Assert.Equal("INFO", Sys.Settings.Config.GetString("akka.loglevel"));
    }

    private sealed class Last(List<string> stopped, string name) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop()
        {
            lock (stopped) stopped.Add(name);
        }
    }

    private sealed class Counted(Action<int> count) : UntypedActor
    {
        protected override void PreStart() => count(1);

        protected override void PostStop() => count(-1);

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Counter : IExtension;

    private sealed class CounterProvider : ExtensionIdProvider<Counter>
    {
        public override Counter CreateExtension(ExtendedActorSystem system) => new();
    }
}
