namespace Akka.Persistence.Snapshot;

/// <summary>One snapshot of the in-memory store; the time is in ticks.</summary>
public class SnapshotEntry
{
    public string Id { get; set; } = string.Empty;

    public string PersistenceId { get; set; } = string.Empty;

    public long SequenceNr { get; set; }

    public long Timestamp { get; set; }

    public object? Snapshot { get; set; }
}
