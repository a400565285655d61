using System.Collections.Concurrent;
using Akka;
using Akka.Actor;

namespace Standins.Akka.Tests.Actors;

public sealed class CoordinatedShutdownTests : ActorTest
{
    [Fact]
    public async Task Phases_run_in_the_order_of_their_dependencies_and_the_system_ends_last()
    {
        var order = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(Sys);
        string[] inOrder =
        [
            CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceUnbind,
            CoordinatedShutdown.PhaseServiceRequestsDone, CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
        ];
        foreach (var phase in inOrder.Reverse()) Record(shutdown, phase, order);
        Sys.RegisterOnTermination(() => order.Enqueue("ended"));
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        Assert.Equal(inOrder, order.Take(5));
        Assert.True(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Terminate_runs_the_phases_and_says_so()
    {
        var order = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(Sys);
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, order);
        await Sys.Terminate().WaitAsync(Patience);
        Assert.Equal(["service-stop"], order);
        Assert.Same(CoordinatedShutdown.ActorSystemTerminateReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task A_task_that_fails_or_hangs_does_not_keep_later_phases_from_running()
    {
        var system = StartAnother("akka.coordinated-shutdown.phases.service-unbind.timeout = 20 ms");
        var order = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "fails", () => throw new TestException("no"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "hangs", () => new TaskCompletionSource<Done>().Task);
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, order);
        await system.Terminate().WaitAsync(Patience);
        Assert.Equal(["service-stop"], order);
    }

    [Fact]
    public async Task A_phase_that_must_not_fail_ends_the_shutdown_with_its_failure()
    {
        var system = StartAnother("akka.coordinated-shutdown { phases.service-unbind.recover = off, run-by-actor-system-terminate = off }");
        var order = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => throw new TestException("no"));
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, order);
        await Assert.ThrowsAsync<TestException>(() => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance));
        Assert.Empty(order);
    }

    [Fact]
    public async Task A_shutdown_runs_once_and_can_start_at_a_later_phase()
    {
        var order = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(Sys);
        Record(shutdown, CoordinatedShutdown.PhaseBeforeServiceUnbind, order);
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, order);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseServiceStop);
        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        Assert.Equal(["service-stop"], order);
        Assert.Same(CoordinatedShutdown.UnknownReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public void An_unknown_phase_is_refused()
    {
        var failure = Assert.Throws<ArgumentException>(
            () => CoordinatedShutdown.Get(Sys).AddTask("no-such-phase", "task", () => Task.FromResult(Done.Instance)));
        Assert.Contains("service-stop", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Actors_can_be_asked_while_the_earlier_phases_run()
    {
        var probe = NewProbe();
        var actor = NewPuppet(probe, name: "a");
        await probe.Expect("a: PreStart");
        string? asked = null;
        CoordinatedShutdown.Get(Sys).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "stop", async () =>
        {
            asked = await actor.Run(context => context.Self.Path.Name);
            await actor.GracefulStop(Patience);
            await probe.Expect("a: PostStop");
            return Done.Instance;
        });
        await Sys.Terminate().WaitAsync(Patience);
        Assert.Equal("a", asked);
    }

    private static void Record(CoordinatedShutdown shutdown, string phase, ConcurrentQueue<string> order) =>
        shutdown.AddTask(phase, "record", async () =>
        {
            await Task.Yield();
            order.Enqueue(phase);
            return Done.Instance;
        });
}
