using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;

namespace Standins.Akka.Tests.Persistence;

/// <summary>What every journal promises, through its message protocol.</summary>
public abstract class JournalSpecification : PersistenceTest
{
    [Fact]
    public async Task A_journal_knows_nothing_of_an_unknown_id()
    {
        var (events, highest) = await Replay("a");

        Assert.Empty(events);
        Assert.Equal(0, highest);
    }

    [Fact]
    public async Task All_events_are_replayed_in_order_with_what_was_written()
    {
        await Write("a", 1, 25);
        var (events, highest) = await Replay("a");

        Assert.Equal(25, highest);
        Assert.Equal(Enumerable.Range(1, 25).Select(n => (long)n), events.Select(e => e.SequenceNr));
        Assert.Equal(Enumerable.Range(1, 25).Select(n => new Note($"a-{n}")), events.Select(e => (Note)e.Payload));
        Assert.All(events, e => Assert.Equal("a", e.PersistenceId));
        Assert.All(events, e => Assert.True(e.Timestamp > 0));
    }

    [Theory]
    [InlineData(3, 7, 100, 3, 7)]
    [InlineData(3, 100, 100, 3, 10)]
    [InlineData(1, 10, 4, 1, 4)]
    [InlineData(10, 10, 1, 10, 10)]
    public async Task A_replay_keeps_to_its_range_and_its_limit(long from, long to, long max, long first, long last)
    {
        await Write("a", 1, 10);
        var (events, highest) = await Replay("a", from, to, max);

        Assert.Equal(10, highest);
        Assert.Equal(Enumerable.Range((int)first, (int)(last - first + 1)).Select(n => (long)n), events.Select(e => e.SequenceNr));
    }

    [Theory]
    [InlineData(11, 20, 100)]
    [InlineData(1, 0, 100)]
    [InlineData(1, 10, 0)]
    public async Task An_empty_range_replays_nothing(long from, long to, long max)
    {
        await Write("a", 1, 10);
        Assert.Empty((await Replay("a", from, to, max)).Events);
    }

    [Fact]
    public async Task Persistence_ids_do_not_mix()
    {
        await Write("a", 1, 3);
        await Write("ab", 1, 2);
        await Write("a", 4, 4);

        Assert.Equal(4, (await Replay("a")).Highest);
        Assert.Equal(["ab-1", "ab-2"], (await Replay("ab")).Events.Select(e => ((Note)e.Payload).Text));
    }

    [Fact]
    public async Task A_second_event_with_the_same_number_fails_and_changes_nothing()
    {
        await Write("a", 1, 3);
        var probe = NewProbe();
        Journal.Tell(new WriteMessages([new AtomicWrite(Event("a", 2, "intruder"))], probe.Ref, 1), probe.Ref);

        Assert.Equal(1, (await probe.Expect<WriteMessagesFailed>()).WriteCount);
        Assert.Contains("already has", (await probe.Expect<WriteMessageFailure>()).Cause.Message, StringComparison.Ordinal);
        Assert.Equal(["a-1", "a-2", "a-3"], (await Replay("a")).Events.Select(e => ((Note)e.Payload).Text));
    }

    [Fact]
    public async Task Events_of_one_write_are_stored_all_or_none()
    {
        await Write("a", 3, 3);
        var probe = NewProbe();
        IPersistentRepresentation[] events = [Event("a", 1, "x"), Event("a", 2, "y"), Event("a", 3, "z")];
        Journal.Tell(new WriteMessages([new AtomicWrite(events.ToImmutableList())], probe.Ref, 1), probe.Ref);

        await probe.Expect<WriteMessagesFailed>();
        Assert.Equal(["a-3"], (await Replay("a")).Events.Select(e => ((Note)e.Payload).Text));
    }

    [Fact]
    public async Task Replies_come_in_the_order_of_the_events_with_the_instance_that_asked()
    {
        var probe = NewProbe();
        IPersistentRepresentation[] first = [Event("a", 1, "1"), Event("a", 2, "2")];
        Journal.Tell(new WriteMessages([new AtomicWrite(first.ToImmutableList()), new AtomicWrite(Event("a", 3, "3"))], probe.Ref, 7), probe.Ref);
        Journal.Tell(new WriteMessages([new AtomicWrite(Event("a", 4, "4"))], probe.Ref, 8), probe.Ref);

        await probe.Expect<WriteMessagesSuccessful>();
        for (var n = 1; n <= 3; n++)
        {
            var success = await probe.Expect<WriteMessageSuccess>();
            Assert.Equal((n, 7), (success.Persistent.SequenceNr, success.ActorInstanceId));
        }

        await probe.Expect<WriteMessagesSuccessful>();
        Assert.Equal(8, (await probe.Expect<WriteMessageSuccess>()).ActorInstanceId);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(long.MaxValue)]
    public async Task Deleted_events_are_not_replayed_and_the_highest_number_stays(long to)
    {
        await Write("a", 1, 10);
        await Write("b", 1, 10);
        await Delete("a", to);

        var (events, highest) = await Replay("a");
        Assert.Equal(10, highest);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n).Where(n => n > to), events.Select(e => e.SequenceNr));
        Assert.Equal(10, (await Replay("b")).Events.Count);
    }

    [Fact]
    public async Task Deleting_twice_keeps_the_later_events()
    {
        await Write("a", 1, 10);
        await Delete("a", 3);
        await Delete("a", 6);
        await Delete("a", 2);

        Assert.Equal([7L, 8L, 9L, 10L], (await Replay("a")).Events.Select(e => e.SequenceNr));
        Assert.Equal(10, (await Replay("a")).Highest);
    }

    [Fact]
    public async Task A_large_event_comes_back_byte_for_byte()
    {
        var blob = new byte[200_000];
        for (var i = 0; i < blob.Length; i++)
            blob[i] = (byte)(i * 31);
        var probe = NewProbe();
        Journal.Tell(new WriteMessages([new AtomicWrite(new Persistent(blob, 1, "a"))], probe.Ref, 1), probe.Ref);
        await probe.Expect<WriteMessagesSuccessful>();

        Assert.Equal(blob, (await Replay("a")).Events.Single().Payload);
    }

    internal static Persistent Event(string id, long sequenceNr, string text) => new(new Note(text), sequenceNr, id, writerGuid: "w");

    internal async Task Write(string id, int first, int last)
    {
        var probe = NewProbe();
        var writes = Enumerable.Range(first, last - first + 1).Select(n => new AtomicWrite(Event(id, n, $"{id}-{n}"))).ToList();
        Journal.Tell(new WriteMessages(writes, probe.Ref, 1), probe.Ref);
        await probe.Expect<WriteMessagesSuccessful>();
        foreach (var _ in writes)
            await probe.Expect<WriteMessageSuccess>();
    }

    internal async Task Delete(string id, long to)
    {
        var probe = NewProbe();
        Journal.Tell(new DeleteMessagesTo(id, to, probe.Ref), probe.Ref);
        await probe.Expect<DeleteMessagesSuccess>();
    }

    internal async Task<(List<IPersistentRepresentation> Events, long Highest)> Replay(
        string id, long from = 1, long to = long.MaxValue, long max = long.MaxValue)
    {
        var probe = NewProbe();
        Journal.Tell(new ReplayMessages(from, to, max, id, probe.Ref), probe.Ref);
        var events = new List<IPersistentRepresentation>();
        while (true)
        {
            switch (await probe.Expect<IJournalResponse>())
            {
                case ReplayedMessage replayed:
                    events.Add(replayed.Persistent);
                    break;
                case RecoverySuccess success:
                    return (events, success.HighestSequenceNr);
                case var other:
                    Assert.Fail($"unexpected {other}");
                    break;
            }
        }
    }
}
