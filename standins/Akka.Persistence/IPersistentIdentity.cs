namespace Akka.Persistence;

/// <summary>Under which name and in which stores an actor persists.</summary>
public interface IPersistentIdentity
{
    /// <summary>Unique in the journal, and the same in every incarnation.</summary>
    string PersistenceId { get; }

    string? JournalPluginId { get; }

    string? SnapshotPluginId { get; }
}

/// <summary>Chooses how an actor recovers.</summary>
public interface IPersistenceRecovery
{
    Recovery Recovery { get; }
}
