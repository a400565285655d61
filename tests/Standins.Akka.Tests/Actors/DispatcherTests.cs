using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Standins.Akka.Tests.Actors;

public sealed class DispatcherTests() : ActorTest("""
    pinned { type = PinnedDispatcher }
    greedy { type = Dispatcher, throughput = 7 }
    wrong { type = NoSuchDispatcher }
    """)
{
    [Fact]
    public async Task A_pinned_actor_has_a_thread_of_its_own_for_everything_it_does()
    {
        var probe = NewProbe();
        var first = Sys.ActorOf(Puppet.Props(probe.Ref).WithDispatcher("pinned"));
        var second = Sys.ActorOf(Puppet.Props(probe.Ref).WithDispatcher("pinned"));
        var threads = new List<(int First, int Second)>();
        for (var i = 0; i < 20; i++) threads.Add((await ThreadOf(first), await ThreadOf(second)));
        var (thread, other) = Assert.Single(threads.Distinct());
        Assert.NotEqual(thread, other);

        first.Tell(Fail.With("boom"));
        Assert.Equal(thread, await ThreadOf(first));

        var afterAwait = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Tell(new Do(_ => ActorTaskScheduler.RunTask(async () =>
        {
            await Task.Delay(1);
            afterAwait.SetResult(Environment.CurrentManagedThreadId);
        })));
        Assert.Equal(thread, await afterAwait.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task The_thread_of_a_pinned_actor_ends_with_it()
    {
        var actor = Sys.ActorOf(Puppet.Props(ActorRefs.Nobody).WithDispatcher("pinned"));
        var thread = await actor.Run(_ => Thread.CurrentThread);
        Assert.False(thread.IsThreadPoolThread);
        Sys.Stop(actor);
        Assert.True(thread.Join(Patience));
    }

    [Fact]
    public async Task Actors_in_an_endless_talk_do_not_shut_out_others()
    {
        // Enough pairs to keep every thread busy; each first puts work for a bystander behind its own.
        var heard = new CountdownEvent(4 * Environment.ProcessorCount);
        var talkers = new List<IActorRef>();
        for (var pair = 0; pair < heard.InitialCount; pair++)
        {
            var bystander = Sys.ActorOf(Props.Create<Bystander>(heard));
            var (one, other) = (Sys.ActorOf(Props.Create<Talker>(bystander)), Sys.ActorOf(Props.Create<Talker>(bystander)));
            talkers.AddRange([one, other]);
            one.Tell("go on", other);
        }
        Assert.True(await Task.Factory.StartNew(
            () => heard.Wait(Patience), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        foreach (var talker in talkers) Sys.Stop(talker);
    }

    [Fact]
    public async Task The_dispatcher_and_its_throughput_come_from_the_configuration()
    {
        var actor = Sys.ActorOf(Puppet.Props(ActorRefs.Nobody).WithDispatcher("greedy"));
        var dispatcher = await actor.Run(context => context.Dispatcher);
        Assert.Equal(("greedy", 7), (dispatcher.Id, dispatcher.Throughput));
    }

    [Fact]
    public void An_unknown_dispatcher_or_type_is_named()
    {
        var missing = Assert.Throws<ConfigurationException>(
            () => Sys.ActorOf(Puppet.Props(ActorRefs.Nobody).WithDispatcher("missing"), "a"));
        Assert.Contains("'missing'", missing.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Puppet.Props(ActorRefs.Nobody).WithDispatcher("wrong"), "a"));
        Assert.Contains("NoSuchDispatcher", wrong.Message, StringComparison.Ordinal);
        // The name is free again.
        Sys.ActorOf(Puppet.Props(ActorRefs.Nobody), "a");
    }

    private static Task<int> ThreadOf(IActorRef actor) => actor.Run(_ => Environment.CurrentManagedThreadId);

    private sealed class Talker : ReceiveActor
    {
        private int _round;

        public Talker(IActorRef bystander) => Receive<string>(text =>
        {
            if (++_round == 100) bystander.Tell(text);
            Sender.Tell(text);
        });
    }

    private sealed class Bystander(CountdownEvent heard) : UntypedActor
    {
        private bool _signalled;

        protected override void OnReceive(object message)
        {
            if (!_signalled) heard.Signal();
            _signalled = true;
        }
    }
}
