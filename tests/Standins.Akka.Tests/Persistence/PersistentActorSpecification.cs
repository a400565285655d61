using Akka.Actor;

namespace Standins.Akka.Tests.Persistence;

/// <summary>What persistent actors promise, whatever the journal.</summary>
public abstract class PersistentActorSpecification : PersistenceTest
{
    [Fact]
    public async Task No_command_runs_between_Persist_and_its_handler()
    {
        var actor = Run("a");
        actor.Do(a =>
        {
            a.Persist(new Note("x"), e => a.Report("handler x"));
            a.Persist(new Note("y"), e => a.Report("handler y"));
            a.Report("persisting");
        });
        actor.Ref.Tell("1");
        actor.Ref.Tell("2");

        Assert.Equal(["recovered", "persisting", "handler x", "handler y", "command 1", "command 2"], await actor.Probe.ExpectTexts(6));
    }

    [Fact]
    public async Task Commands_that_waited_keep_their_order_even_when_they_persist_too()
    {
        var actor = Run("a");
        for (var i = 1; i <= 20; i++)
        {
            var n = i;
            if (n % 3 == 0)
                actor.Ref.Tell($"{n}");
            else
                actor.Do(a => a.Persist(new Note($"{n}"), e => a.Report($"handler {e.Text}")));
        }

        Assert.Equal(
            ["recovered", .. Enumerable.Range(1, 20).Select(n => n % 3 == 0 ? $"command {n}" : $"handler {n}")],
            await actor.Probe.ExpectTexts(21));
    }

    [Fact]
    public async Task PersistAll_calls_its_handlers_in_order_and_without_a_command_in_between()
    {
        var actor = Run("a");
        actor.Do(a => a.PersistAll(Enumerable.Range(1, 5).Select(n => new Note($"{n}")), e => a.Report($"handler {e.Text} of {a.LastSequenceNr}")));
        actor.Ref.Tell("next");

        Assert.Equal(
            ["recovered", "handler 1 of 1", "handler 2 of 2", "handler 3 of 3", "handler 4 of 4", "handler 5 of 5", "command next"],
            await actor.Probe.ExpectTexts(7));
    }

    [Fact]
    public async Task PersistAll_of_nothing_does_not_hold_up_commands()
    {
        var actor = Run("a");
        actor.Do(a => a.PersistAll(Array.Empty<Note>(), e => a.Report("never")));
        actor.Ref.Tell("next");

        Assert.Equal(["recovered", "command next"], await actor.Probe.ExpectTexts(2));
    }

    [Fact]
    public async Task PersistAsync_lets_commands_go_on()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a =>
        {
            a.PersistAllAsync([new Note("x"), new Note("y")], e => a.Report($"handler {e.Text}"));
            // Waits in the mailbox before the journal's replies, which are sent later.
            a.CurrentSelf().Tell("at once");
        });

        Assert.Equal(["command at once", "handler x", "handler y"], await actor.Probe.ExpectTexts(3));
    }

    [Fact]
    public async Task Handlers_of_Persist_PersistAsync_and_DeferAsync_run_in_the_order_of_the_calls()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a =>
        {
            a.PersistAsync(new Note("1"), e => a.Report(e.Text));
            a.DeferAsync("2", a.Report);
            a.Persist(new Note("3"), e => a.Report(e.Text));
            a.DeferAsync("4", a.Report);
            a.PersistAsync(new Note("5"), e => a.Report(e.Text));
        });
        actor.Do(a => a.DeferAsync("6", a.Report));

        Assert.Equal(["1", "2", "3", "4", "5", "6"], await actor.Probe.ExpectTexts(6));
        Assert.Equal(["1", "3", "5"], await Run("a").Recovered());
    }

    [Fact]
    public async Task A_handler_may_persist_again_and_commands_still_wait()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a => a.Persist(new Note("outer"), _ =>
        {
            a.Report("outer");
            a.Persist(new Note("inner"), _ => a.Report("inner"));
        }));
        actor.Ref.Tell("next");

        Assert.Equal(["outer", "inner", "command next"], await actor.Probe.ExpectTexts(3));
    }

    [Fact]
    public async Task A_handler_sees_the_sender_of_its_command()
    {
        var actor = Run("a");
        await actor.Recovered();
        var asker = NewProbe();
        Action<ScriptedActor> command = a => a.Persist(new Note("x"), _ => a.CurrentSender.Tell("answer"));
        actor.Ref.Tell(command, asker.Ref);

        Assert.Equal("answer", await asker.Expect<string>());
    }

    [Fact]
    public async Task An_asynchronous_command_holds_up_the_next_one_until_its_events_are_stored()
    {
        var actor = Run("a");
        await actor.Recovered();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<ScriptedActor, Task> command = async a =>
        {
            await gate.Task;
            a.Persist(new Note("x"), e => a.Report($"handler {e.Text}"));
        };
        actor.Ref.Tell(command);
        actor.Ref.Tell("1");
        actor.Ref.Tell("2");
        gate.SetResult();

        Assert.Equal(["handler x", "command 1", "command 2"], await actor.Probe.ExpectTexts(3));
    }

    [Fact]
    public async Task Asynchronous_commands_that_end_at_once_keep_the_order_of_waiting_commands()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a => a.Persist(new Note("x"), _ => a.Report("handler x")));
        Func<ScriptedActor, Task> command = a =>
        {
            a.Report("async");
            return Task.CompletedTask;
        };
        actor.Ref.Tell(command);
        for (var i = 1; i <= 4; i++)
            actor.Ref.Tell($"{i}");

        Assert.Equal(["handler x", "async", "command 1", "command 2", "command 3", "command 4"], await actor.Probe.ExpectTexts(6));
    }

    [Fact]
    public async Task The_actors_own_stash_works_across_persisting()
    {
        var actor = Run("a");
        await actor.Recovered();
        var stashed = false;
        Action<ScriptedActor> later = a =>
        {
            if (!stashed)
            {
                stashed = true;
                a.Stash.Stash();
            }
            else
            {
                a.Report("later");
            }
        };
        actor.Ref.Tell(later);
        actor.Do(a => a.Persist(new Note("x"), _ =>
        {
            a.Report("handler x");
            a.Stash.UnstashAll();
        }));

        Assert.Equal(["handler x", "later"], await actor.Probe.ExpectTexts(2));
    }
}
