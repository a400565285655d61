namespace Akka.Persistence;

/// <summary>Whose snapshot it is, after which event, and when it was taken (UTC).</summary>
public sealed class SnapshotMetadata(string persistenceId, long sequenceNr, DateTime timestamp) : IEquatable<SnapshotMetadata>
{
    public SnapshotMetadata(string persistenceId, long sequenceNr)
        : this(persistenceId, sequenceNr, default)
    {
    }

    public string PersistenceId { get; } = persistenceId;

    public long SequenceNr { get; } = sequenceNr;

    public DateTime Timestamp { get; } = timestamp;

    public bool Equals(SnapshotMetadata? other) =>
        other is not null && PersistenceId == other.PersistenceId && SequenceNr == other.SequenceNr && Timestamp == other.Timestamp;

    public override bool Equals(object? obj) => Equals(obj as SnapshotMetadata);

    public override int GetHashCode() => HashCode.Combine(PersistenceId, SequenceNr, Timestamp);

    public override string ToString() => $"SnapshotMetadata<{PersistenceId}, {SequenceNr}, {Timestamp:O}>";
}
