using Akka.Actor;
using Akka.Persistence;

namespace Standins.Akka.Tests.Persistence;

/// <summary>What every snapshot store promises, through its message protocol.</summary>
public abstract class SnapshotStoreSpecification : PersistenceTest
{
    [Fact]
    public async Task A_store_without_snapshots_finds_none() => Assert.Null(await Load("a", SnapshotSelectionCriteria.Latest));

    [Fact]
    public async Task The_youngest_snapshot_within_the_criteria_is_loaded()
    {
        await Save("a", 5);
        await Save("a", 20);
        await Save("a", 10);

        Assert.Equal("a-20", await Load("a", SnapshotSelectionCriteria.Latest));
        Assert.Equal("a-10", await Load("a", new SnapshotSelectionCriteria(19)));
        Assert.Equal("a-5", await Load("a", SnapshotSelectionCriteria.Latest, toSequenceNr: 9));
        Assert.Null(await Load("a", new SnapshotSelectionCriteria(4)));
        Assert.Null(await Load("a", new SnapshotSelectionCriteria(9, DateTime.MaxValue, minSequenceNr: 6)));
        Assert.Null(await Load("a", SnapshotSelectionCriteria.None));
    }

    [Fact]
    public async Task Criteria_may_bound_the_time()
    {
        var first = await Save("a", 1);
        await WaitForTheClock(first.Timestamp);
        var second = await Save("a", 2);

        Assert.Equal("a-1", await Load("a", new SnapshotSelectionCriteria(long.MaxValue, second.Timestamp.AddTicks(-1))));
        Assert.Equal("a-2", await Load("a", new SnapshotSelectionCriteria(long.MaxValue, second.Timestamp, 0, second.Timestamp)));
        Assert.Null(await Load("a", new SnapshotSelectionCriteria(1, DateTime.MaxValue, 0, second.Timestamp)));
    }

    [Fact]
    public async Task Saving_at_the_same_number_replaces_the_snapshot()
    {
        await Save("a", 5, "old");
        await Save("a", 5, "new");
        Assert.Equal("new", await Load("a", SnapshotSelectionCriteria.Latest));

        await Delete("a", 5);
        Assert.Null(await Load("a", SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public async Task Ids_do_not_mix()
    {
        await Save("a", 1);
        await Save("a-1", 2);
        await Save("a/ä *?", 3);

        Assert.Equal("a-1", await Load("a", SnapshotSelectionCriteria.Latest));
        Assert.Equal("a-1-2", await Load("a-1", SnapshotSelectionCriteria.Latest));
        Assert.Equal("a/ä *?-3", await Load("a/ä *?", SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public async Task One_snapshot_can_be_deleted()
    {
        await Save("a", 1);
        await Save("a", 2);
        await Save("b", 2);
        await Delete("a", 2);

        Assert.Equal("a-1", await Load("a", SnapshotSelectionCriteria.Latest));
        Assert.Equal("b-2", await Load("b", SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public async Task All_snapshots_within_criteria_can_be_deleted()
    {
        for (var n = 1; n <= 4; n++)
            await Save("a", n);
        await Save("b", 1);
        var probe = NewProbe();
        SnapshotStore.Tell(new DeleteSnapshots("a", new SnapshotSelectionCriteria(3, DateTime.MaxValue, minSequenceNr: 2)), probe.Ref);
        await probe.Expect<DeleteSnapshotsSuccess>();

        Assert.Equal("a-4", await Load("a", SnapshotSelectionCriteria.Latest));
        Assert.Equal("a-1", await Load("a", new SnapshotSelectionCriteria(3)));
        Assert.Equal("b-1", await Load("b", SnapshotSelectionCriteria.Latest));
    }

    internal async Task<SnapshotMetadata> Save(string id, long sequenceNr, string? text = null)
    {
        var probe = NewProbe();
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(id, sequenceNr), new Note(text ?? $"{id}-{sequenceNr}")), probe.Ref);
        return (await probe.Expect<SaveSnapshotSuccess>()).Metadata;
    }

    internal async Task<string?> Load(string id, SnapshotSelectionCriteria criteria, long toSequenceNr = long.MaxValue)
    {
        var probe = NewProbe();
        SnapshotStore.Tell(new LoadSnapshot(id, criteria, toSequenceNr), probe.Ref);
        var result = await probe.Expect<LoadSnapshotResult>();
        Assert.Equal(toSequenceNr, result.ToSequenceNr);
        return ((Note?)result.Snapshot?.Snapshot)?.Text;
    }

    internal async Task Delete(string id, long sequenceNr)
    {
        var probe = NewProbe();
        SnapshotStore.Tell(new DeleteSnapshot(new SnapshotMetadata(id, sequenceNr)), probe.Ref);
        await probe.Expect<DeleteSnapshotSuccess>();
    }

    private static async Task WaitForTheClock(DateTime passed)
    {
        while (DateTime.UtcNow <= passed)
            await Task.Yield();
    }
}
