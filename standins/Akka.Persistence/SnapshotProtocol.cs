namespace Akka.Persistence;

/// <summary>Asks for the youngest snapshot within the criteria, not after <see cref="ToSequenceNr"/>.</summary>
public sealed class LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr) : ISnapshotRequest
{
    public string PersistenceId { get; } = persistenceId;

    public SnapshotSelectionCriteria Criteria { get; } = criteria;

    public long ToSequenceNr { get; } = toSequenceNr;
}

/// <summary>The snapshot found, or null.</summary>
public sealed class LoadSnapshotResult(SelectedSnapshot? snapshot, long toSequenceNr) : ISnapshotResponse
{
    public SelectedSnapshot? Snapshot { get; } = snapshot;

    public long ToSequenceNr { get; } = toSequenceNr;
}

/// <summary>The store could not load.</summary>
public sealed class LoadSnapshotFailed(Exception cause) : ISnapshotResponse
{
    public Exception Cause { get; } = cause;
}

/// <summary>Asks to store a snapshot.</summary>
public sealed class SaveSnapshot(SnapshotMetadata metadata, object snapshot) : ISnapshotRequest
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public object Snapshot { get; } = snapshot;
}

/// <summary>The snapshot is stored.</summary>
public sealed class SaveSnapshotSuccess(SnapshotMetadata metadata) : ISnapshotResponse
{
    public SnapshotMetadata Metadata { get; } = metadata;
}

/// <summary>The snapshot is not stored.</summary>
public sealed class SaveSnapshotFailure(SnapshotMetadata metadata, Exception cause) : ISnapshotResponse
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public Exception Cause { get; } = cause;
}

/// <summary>Asks to delete one snapshot.</summary>
public sealed class DeleteSnapshot(SnapshotMetadata metadata) : ISnapshotRequest
{
    public SnapshotMetadata Metadata { get; } = metadata;
}

/// <summary>The snapshot is deleted.</summary>
public sealed class DeleteSnapshotSuccess(SnapshotMetadata metadata) : ISnapshotResponse
{
    public SnapshotMetadata Metadata { get; } = metadata;
}

/// <summary>The snapshot could not be deleted.</summary>
public sealed class DeleteSnapshotFailure(SnapshotMetadata metadata, Exception cause) : ISnapshotResponse
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public Exception Cause { get; } = cause;
}

/// <summary>Asks to delete all snapshots within the criteria.</summary>
public sealed class DeleteSnapshots(string persistenceId, SnapshotSelectionCriteria criteria) : ISnapshotRequest
{
    public string PersistenceId { get; } = persistenceId;

    public SnapshotSelectionCriteria Criteria { get; } = criteria;
}

/// <summary>The snapshots are deleted.</summary>
public sealed class DeleteSnapshotsSuccess(SnapshotSelectionCriteria criteria) : ISnapshotResponse
{
    public SnapshotSelectionCriteria Criteria { get; } = criteria;
}

/// <summary>The snapshots could not be deleted.</summary>
public sealed class DeleteSnapshotsFailure(SnapshotSelectionCriteria criteria, Exception cause) : ISnapshotResponse
{
    public SnapshotSelectionCriteria Criteria { get; } = criteria;

    public Exception Cause { get; } = cause;
}
