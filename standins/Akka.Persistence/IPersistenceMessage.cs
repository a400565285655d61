using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Any message between persistent actors and their stores.</summary>
public interface IPersistenceMessage : INoSerializationVerificationNeeded
{
}

/// <summary>A message between a persistent actor and a journal.</summary>
public interface IJournalMessage : IPersistenceMessage
{
}

/// <summary>A request to a journal.</summary>
public interface IJournalRequest : IJournalMessage
{
}

/// <summary>A journal's reply.</summary>
public interface IJournalResponse : IJournalMessage
{
}

/// <summary>A message between a persistent actor and a snapshot store.</summary>
public interface ISnapshotMessage : IPersistenceMessage
{
}

/// <summary>A request to a snapshot store.</summary>
public interface ISnapshotRequest : ISnapshotMessage
{
}

/// <summary>A snapshot store's reply.</summary>
public interface ISnapshotResponse : ISnapshotMessage
{
}
