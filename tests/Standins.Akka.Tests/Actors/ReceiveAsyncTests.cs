using Akka.Actor;
using Akka.Dispatch;

namespace Standins.Akka.Tests.Actors;

public sealed class ReceiveAsyncTests : ActorTest
{
    [Fact]
    public async Task No_other_message_is_handled_before_the_task_has_ended()
    {
        var (probe, actor, gate) = NewWorker();
        actor.Tell("work");
        actor.Tell("next");
        await probe.Expect("started");
        // The actor idles now, with a message in its mailbox; it must not take it.
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask<ActorIdentity>(new Identify(1), TimeSpan.FromMilliseconds(50)));
        gate.SetResult();
        await probe.Expect("ended", "next");
    }

    [Fact]
    public async Task Self_and_Sender_are_the_same_after_an_await()
    {
        var (probe, actor, gate) = NewWorker();
        var sender = NewProbe();
        actor.Tell("work", sender.Ref);
        await probe.Expect("started");
        actor.Tell("from another sender", probe.Ref);
        gate.SetResult();
        await sender.Expect("reply");
        Assert.Equal(actor, sender.LastSender);
    }

    [Fact]
    public async Task An_exception_after_an_await_restarts_the_actor_with_the_failing_message()
    {
        var (probe, actor, gate) = NewWorker();
        actor.Tell("fail");
        actor.Tell("next");
        gate.SetResult();
        await probe.Expect("restarted after boom because of fail", "next");
    }

    [Fact]
    public async Task A_handler_that_ends_without_waiting_is_an_ordinary_one()
    {
        var (probe, actor, _) = NewWorker();
        actor.Tell("at once");
        actor.Tell("fail at once");
        actor.Tell("next");
        await probe.Expect("at once", "restarted after boom because of fail at once", "next");
    }

    [Fact]
    public async Task A_cancelled_task_fails_the_actor()
    {
        var (probe, actor, _) = NewWorker();
        actor.Tell("cancel");
        actor.Tell("next");
        Assert.StartsWith("restarted after", await probe.Next<string>(), StringComparison.Ordinal);
        await probe.Expect("next");
    }

    [Fact]
    public async Task The_context_is_that_of_the_actor_in_every_step()
    {
        var probe = NewProbe();
        var actor = NewPuppet(NewProbe());
        actor.Tell(new Do(context => ActorTaskScheduler.RunTask(async () =>
        {
            for (var step = 0; step < 100; step++)
            {
                await Task.Yield();
                if (step % 10 == 0) await Task.Delay(1);
                // Tell takes the sender from the running actor.
                probe.Ref.Tell(step);
            }
        })));
        for (var step = 0; step < 100; step++)
        {
            await probe.Expect(step);
            Assert.Equal(actor, probe.LastSender);
        }
    }

    [Fact]
    public async Task An_actor_can_be_stopped_while_it_waits()
    {
        var (probe, actor, _) = NewWorker();
        actor.Tell("work");
        await probe.Expect("started");
        var watcher = NewProbe();
        await watcher.Watch(actor);
        Sys.Stop(actor);
        await watcher.ExpectTerminated(actor);
    }

    private (Probe Probe, IActorRef Actor, TaskCompletionSource Gate) NewWorker()
    {
        var probe = NewProbe();
        var report = probe.Ref;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (probe, Sys.ActorOf(Props.Create(() => new Worker(report, gate.Task))), gate);
    }

    private sealed class Worker : ReceiveActor
    {
        private readonly IActorRef _report;

        public Worker(IActorRef report, Task gate)
        {
            _report = report;
            ReceiveAsync<string>(message => message == "work", async _ =>
            {
                report.Tell("started");
                await gate;
                report.Tell("ended");
                Sender.Tell("reply");
            });
            ReceiveAsync<string>(message => message == "fail", async _ =>
            {
                await gate;
                throw new TestException("boom");
            });
            ReceiveAsync<string>(message => message == "at once", message =>
            {
                report.Tell(message);
                return Task.CompletedTask;
            });
            ReceiveAsync<string>(message => message == "fail at once", _ => throw new TestException("boom"));
            ReceiveAsync<string>(message => message == "cancel", async _ =>
            {
                await Task.Yield();
                throw new OperationCanceledException();
            });
            ReceiveAny(message => report.Tell(message));
        }

        protected override void PreRestart(Exception reason, object message) =>
            _report.Tell($"restarted after {reason.Message} because of {message}");
    }
}
