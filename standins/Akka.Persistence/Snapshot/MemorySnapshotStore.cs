namespace Akka.Persistence.Snapshot;

/// <summary>Keeps snapshots for as long as the actor system lives.</summary>
public class MemorySnapshotStore : SnapshotStore
{
    protected virtual List<SnapshotEntry> Snapshots { get; } = [];

    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var youngest = Matching(persistenceId, criteria).MaxBy(e => e.SequenceNr);
        return Task.FromResult(youngest is null ? null : new SelectedSnapshot(
            new SnapshotMetadata(youngest.PersistenceId, youngest.SequenceNr, Time(youngest)), youngest.Snapshot!));
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        Snapshots.RemoveAll(e => e.PersistenceId == metadata.PersistenceId && e.SequenceNr == metadata.SequenceNr);
        Snapshots.Add(new SnapshotEntry
        {
            Id = $"{metadata.PersistenceId}_{metadata.SequenceNr}",
            PersistenceId = metadata.PersistenceId,
            SequenceNr = metadata.SequenceNr,
            Timestamp = metadata.Timestamp.Ticks,
            Snapshot = snapshot,
        });
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        Snapshots.RemoveAll(e => e.PersistenceId == metadata.PersistenceId && e.SequenceNr == metadata.SequenceNr
            && (metadata.Timestamp == default || e.Timestamp == metadata.Timestamp.Ticks));
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        foreach (var entry in Matching(persistenceId, criteria).ToList())
            Snapshots.Remove(entry);
        return Task.CompletedTask;
    }

    private IEnumerable<SnapshotEntry> Matching(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Snapshots.Where(e => e.PersistenceId == persistenceId && criteria.IsMatch(e.SequenceNr, Time(e)));

    private static DateTime Time(SnapshotEntry entry) => new(entry.Timestamp, DateTimeKind.Utc);
}
