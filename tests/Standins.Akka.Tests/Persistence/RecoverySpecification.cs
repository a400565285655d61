using Akka.Actor;
using Akka.Persistence;

namespace Standins.Akka.Tests.Persistence;

/// <summary>What a new incarnation of a persistent actor finds, whatever the journal.</summary>
public abstract class RecoverySpecification : PersistenceTest
{
    [Fact]
    public async Task A_new_incarnation_replays_all_events_before_any_command()
    {
        var first = Run("a");
        await first.Recovered();
        await first.PersistMany(5);
        var second = Run("a");
        second.Ref.Tell("early");

        Assert.Equal(["e1", "e2", "e3", "e4", "e5", "recovered", "command early"], await second.Probe.ExpectTexts(7));
        second.Do(a => a.Report($"{a.LastSequenceNr} {a.IsRecovering}"));
        Assert.Equal("5 False", await second.Probe.Expect<string>());
    }

    [Fact]
    public async Task Recovery_starts_from_the_youngest_snapshot()
    {
        var first = Run("a");
        await first.Recovered();
        await first.PersistMany(3);
        first.Do(a => a.SaveSnapshot(new Note("e1,e2,e3")));
        var saved = await first.Probe.Expect<SaveSnapshotSuccess>();
        await first.Persist("e4");

        Assert.Equal(3, saved.Metadata.SequenceNr);
        Assert.Equal(["snapshot 3: e1,e2,e3", "e4"], await Run("a").Recovered());
        Assert.Equal(["e1", "e2", "e3", "e4"], await Run("a", new Recovery(SnapshotSelectionCriteria.None)).Recovered());
    }

    [Fact]
    public async Task Recovery_can_end_at_an_event_and_new_events_still_get_new_numbers()
    {
        var first = Run("a");
        await first.Recovered();
        await first.PersistMany(5);

        var second = Run("a", new Recovery(SnapshotSelectionCriteria.Latest, 3));
        Assert.Equal(["e1", "e2", "e3"], await second.Recovered());
        second.Do(a => a.Persist(new Note("e6"), _ => a.Report($"{a.LastSequenceNr}")));
        Assert.Equal("6", await second.Probe.Expect<string>());
    }

    [Fact]
    public async Task Recovery_None_replays_nothing_and_continues_the_numbers()
    {
        var first = Run("a");
        await first.Recovered();
        await first.PersistMany(2);

        var second = Run("a", Recovery.None);
        Assert.Empty(await second.Recovered());
        second.Do(a => a.Persist(new Note("x"), _ => a.Report($"{a.LastSequenceNr}")));
        Assert.Equal("3", await second.Probe.Expect<string>());
    }

    [Fact]
    public async Task Deleted_events_are_gone_but_their_numbers_stay_taken()
    {
        var first = Run("a");
        await first.Recovered();
        await first.PersistMany(4);
        first.Do(a => a.DeleteMessages(4));
        Assert.Equal(4, (await first.Probe.Expect<DeleteMessagesSuccess>()).ToSequenceNr);

        var second = Run("a");
        Assert.Empty(await second.Recovered());
        second.Do(a => a.Persist(new Note("e5"), _ => a.Report($"{a.LastSequenceNr}")));
        Assert.Equal("5", await second.Probe.Expect<string>());
    }

    [Fact]
    public async Task A_failing_handler_restarts_the_actor_with_the_state_of_its_journal()
    {
        var actor = Run("a");
        await actor.Recovered();
        await actor.PersistMany(2);
        actor.Do(a => a.Persist(new Note("e3"), _ => throw new InvalidOperationException("bug")));
        actor.Ref.Tell("next");

        Assert.Equal(["e1", "e2", "e3", "recovered", "command next"], await actor.Probe.ExpectTexts(5));
    }

    [Fact]
    public async Task A_restart_while_events_are_on_their_way_never_uses_their_numbers_again()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a =>
        {
            a.PersistAllAsync(Enumerable.Range(1, 50).Select(n => new Note($"e{n}")), _ => { });
            a.CurrentSelf().Tell((Action<ScriptedActor>)(_ => throw new InvalidOperationException("bug")));
        });
        Assert.Equal(50, (await actor.Recovered()).Count);
        actor.Do(a => a.Persist(new Note("after"), _ => a.Report($"{a.LastSequenceNr}")));

        Assert.Equal("51", await actor.Probe.Expect<string>());
    }

    [Fact]
    public async Task Persisting_during_replay_is_refused()
    {
        var first = Run("a");
        await first.Recovered();
        await first.Persist("e1");
        var probe = NewProbe();
        System.ActorOf(Props.Create(() => new PersistsDuringReplay(probe.Ref)));

        Assert.Contains("during replay", await probe.Expect<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_cannot_be_replayed_stops_the_actor()
    {
        var first = Run("a");
        await first.Recovered();
        await first.PersistMany(3);
        var second = Run("a", stops: "e2");
        System.ActorOf(Props.Create(() => new Watcher(second.Ref, second.Probe.Ref)));

        Assert.Equal("e1", await second.Probe.Expect<string>());
        Assert.Equal("recovery failure: cannot replay e2", await second.Probe.Expect<string>());
        Assert.Equal("stopped", await second.Probe.Expect<string>());
    }

    private sealed class PersistsDuringReplay(IActorRef probe) : PersistentActor
    {
        public override string PersistenceId => "a";

        protected override bool ReceiveCommand(object message) => false;

        protected override bool ReceiveRecover(object message)
        {
            if (message is Note note)
                Persist(note, _ => { });
            return true;
        }

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => probe.Tell(reason.Message);
    }
}
