using System.Diagnostics;
using Akka.Actor;
using AwacAkka.Actors.Journal;

namespace AwacAkka.Actors.Tests.Contracts;

/// <summary>What the genuine journal does with a write that cannot be, and what the user is told of it.</summary>
[Trait("Category", "Long")]
public sealed class WritingContracts
{
    /// <summary>A rejection is no failure: the handler is never called and the actor goes on, so that whoever waits for the event waits for ever.</summary>
    [Fact]
    public async Task An_event_that_cannot_be_written_down_is_rejected_and_the_actor_goes_on()
    {
        using var journal = new JournalFolder().Open();
        var (actor, says) = journal.System().StartNotebook();
        await says.NextAsync<Notebook.Ready>();
        actor.Tell(Note.Unwritable);
        actor.Tell(new Note("next"));
        Assert.Contains("this cannot be written", (await says.NextAsync<Notebook.Rejected>()).Cause.Message, StringComparison.Ordinal);
        Assert.Equal("next", (await says.NextAsync<Notebook.Stored>()).Text);
    }

    [Fact]
    public async Task A_locked_journal_is_waited_for_and_then_fails_the_write()
    {
        using var journal = new JournalFolder().Open();
        var (actor, says) = journal.System().StartNotebook();
        await says.NextAsync<Notebook.Ready>();
        using var other = journal.Connect();
        using var transaction = other.BeginTransaction(deferred: false);
        var clock = Stopwatch.StartNew();
        actor.Tell(new Note("late"));
        var cause = (await says.NextAsync<Notebook.Failed>()).Cause;
        Assert.InRange(clock.ElapsedMilliseconds, 14_000, 100_000);
        Assert.Contains("is locked by another program", JournalFaults.Explain(cause, journal.Folder).Message, StringComparison.Ordinal);
    }

    /// <summary>A disk that does not answer: the circuit breaker ends the wait, here that for a lock.</summary>
    [Fact]
    public async Task A_write_that_takes_too_long_fails_with_a_sentence()
    {
        using var journal = new JournalFolder().Open();
        var (actor, says) = journal.System("akka.persistence.journal.sql.circuit-breaker.call-timeout = 300ms").StartNotebook();
        await says.NextAsync<Notebook.Ready>();
        using var other = journal.Connect();
        using var transaction = other.BeginTransaction(deferred: false);
        actor.Tell(new Note("slow"));
        var cause = (await says.NextAsync<Notebook.Failed>()).Cause;
        Assert.Equal(
            $"the disk did not take a write to the journal '{journal.Folder.Journal}' in time; check the disk, then resume the run",
            JournalFaults.Explain(cause, journal.Folder).Message);
    }

    /// <summary>Two incarnations of one actor, such as a run that was taken for dead: one write wins, the other's actor stops.</summary>
    [Fact]
    public async Task A_second_writer_is_fenced_by_the_unique_key()
    {
        using var journal = new JournalFolder().Open();
        var (first, firstSays) = journal.System().StartNotebook();
        var (second, secondSays) = journal.System().StartNotebook();
        await firstSays.NextAsync<Notebook.Ready>();
        await secondSays.NextAsync<Notebook.Ready>();
        first.Tell(new Note("first"));
        await firstSays.NextAsync<Notebook.Stored>();
        second.Tell(new Note("second"));
        var cause = (await secondSays.NextAsync<Notebook.Failed>()).Cause;
        Assert.Equal(
            $"another program has written to the journal '{journal.Folder.Journal}' since this run read it; end that one, then resume the run",
            JournalFaults.Explain(cause, journal.Folder).Message);

        var (_, again) = journal.System().StartNotebook();
        Assert.Equal("first", (await again.NextAsync<Notebook.Recovered>()).Text);
        await again.NextAsync<Notebook.Ready>();
    }

    [Fact]
    public async Task Events_of_a_writer_that_was_taken_over_are_not_mended_but_refused()
    {
        using var journal = new JournalFolder().Open();
        var system = journal.System();
        var (actor, says) = system.StartNotebook();
        await says.NextAsync<Notebook.Ready>();
        foreach (var text in (string[])["a", "b", "c"])
        {
            actor.Tell(new Note(text));
            await says.NextAsync<Notebook.Stored>();
        }

        await JournalFolder.EndAsync(system);
        journal.Execute("UPDATE journal SET writer_uuid = 'another' WHERE sequence_number = 2");
        var (_, again) = journal.System().StartNotebook();
        Assert.Contains(
            "writer", (await again.NextAsync<Notebook.NotRecovered>()).Cause.Message, StringComparison.OrdinalIgnoreCase);
    }
}
