using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;

namespace Standins.Akka.Tests.Persistence;

public class PersistenceFailureTests : PersistenceTest
{
    protected override string Settings => """
        akka.persistence.journal {
          plugin = "faulty"
        }
        faulty {
          class = "Standins.Akka.Tests.Persistence.FaultyJournal, Standins.Akka.Tests"
          recovery-event-timeout = 100ms
        }
        unnamed { }
        lost { class = "No.Such.Class, Nowhere" }
        """;

    [Fact]
    public async Task A_persist_failure_stops_the_actor_and_no_later_command_runs()
    {
        var actor = Run("a");
        await actor.Recovered();
        var stopped = Watch(actor.Ref);
        actor.Do(a => a.PersistAll([new Note("fail"), new Note("also")], _ => a.Report("never")));
        actor.Ref.Tell("next");

        Assert.Equal("failure 1: the disk is gone", await actor.Probe.Expect<string>());
        Assert.Equal("stopped", await stopped.Expect<string>());
        actor.Probe.AssertEmpty();
    }

    [Fact]
    public async Task A_failed_event_is_not_in_the_next_incarnations_state()
    {
        var actor = Run("a");
        await actor.Recovered();
        var stopped = Watch(actor.Ref);
        await actor.Persist("e1");
        actor.Do(a => a.Persist(new Note("fail"), _ => { }));
        Assert.Equal("stopped", await stopped.Expect<string>());

        Assert.Equal(["e1"], await Run("a").Recovered());
    }

    [Fact]
    public async Task A_rejected_event_calls_no_handler_and_the_actor_goes_on()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a => a.Persist(new Note("reject"), _ => a.Report("never")));
        actor.Ref.Tell("next");
        Assert.Equal(["rejected 1: not this one", "command next"], await actor.Probe.ExpectTexts(2));
        await actor.Persist("e2");

        Assert.Equal(["e2"], await Run("a").Recovered());
    }

    [Fact]
    public async Task Replies_of_a_slow_write_are_not_overtaken_by_deferred_messages()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a =>
        {
            a.PersistAsync(new Note("slow"), e => a.Report(e.Text));
            a.DeferAsync("deferred", a.Report);
        });
        actor.Do(a => a.PersistAsync(new Note("fast"), e => a.Report(e.Text)));

        Assert.Equal(["slow", "deferred", "fast"], await actor.Probe.ExpectTexts(3));
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_stops_the_actor_with_the_cause()
    {
        var actor = Run("unreadable");
        var stopped = Watch(actor.Ref);
        actor.Ref.Tell("next");

        Assert.Equal("recovery failure: the journal cannot be read", await actor.Probe.Expect<string>());
        Assert.Equal("stopped", await stopped.Expect<string>());
        actor.Probe.AssertEmpty();
    }

    [Fact]
    public async Task A_journal_that_stays_silent_stops_the_actor_after_the_recovery_timeout()
    {
        var actor = Run("silent");
        var stopped = Watch(actor.Ref);

        Assert.Equal("recovery failure: Recovery of 'silent' got no event within 0.1 s.", await actor.Probe.Expect<string>());
        Assert.Equal("stopped", await stopped.Expect<string>());
    }

    [Fact]
    public async Task A_failed_deletion_is_reported_to_the_actor()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a => a.DeleteMessages(1));

        Assert.Equal("nothing is ever deleted", (await actor.Probe.Expect<DeleteMessagesFailure>()).Cause.Message);
    }

    [Theory]
    [InlineData("missing", "'missing' has no section")]
    [InlineData("unnamed", "set unnamed.class")]
    [InlineData("lost", "'No.Such.Class, Nowhere'")]
    public void A_plugin_that_cannot_be_started_is_named(string id, string expected)
    {
        var extension = global::Akka.Persistence.Persistence.Instance.Apply(System);
        var error = Assert.Throws<ConfigurationException>(() => extension.JournalFor(id));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private Probe Watch(IActorRef subject)
    {
        var probe = NewProbe();
        System.ActorOf(Props.Create(() => new Watcher(subject, probe.Ref)));
        return probe;
    }
}
