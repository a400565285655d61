using Akka.Actor;

namespace AwacAkka.Actors.Tests.Contracts;

/// <summary>A process may hold many runs, one after the other: none leaves a thread behind.</summary>
public sealed class ThreadContracts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_actor_on_a_pinned_thread_takes_it_with_it()
    {
        using var journal = new JournalFolder().Open();
        var system = journal.System();
        var thread = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = system.ActorOf(Props.Create(() => new ThreadTeller(thread)).WithDispatcher("awac.rollout-dispatcher"));
        actor.Tell("which?");
        var pinned = await thread.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(pinned.IsBackground);
        Assert.False(pinned.IsThreadPoolThread);
        await actor.GracefulStop(Patience);
        await system.Terminate().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(pinned.Join(Patience));
    }

    private sealed class ThreadTeller : ReceiveActor
    {
        public ThreadTeller(TaskCompletionSource<Thread> thread) => ReceiveAny(_ => thread.TrySetResult(Thread.CurrentThread));
    }
}
