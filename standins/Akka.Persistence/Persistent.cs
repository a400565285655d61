using Akka.Actor;
using Akka.Persistence.Serialization;

namespace Akka.Persistence;

/// <summary>An event with its place in the journal.</summary>
public interface IPersistentRepresentation : IMessage
{
    object Payload { get; }

    string Manifest { get; }

    string PersistenceId { get; }

    long SequenceNr { get; }

    string WriterGuid { get; }

    bool IsDeleted { get; }

    IActorRef? Sender { get; }

    /// <summary>When the event was written, in ticks UTC; 0 before.</summary>
    long Timestamp { get; }

    IPersistentRepresentation WithPayload(object payload);

    IPersistentRepresentation WithManifest(string manifest);

    IPersistentRepresentation WithTimestamp(long timestamp);

    IPersistentRepresentation Update(long sequenceNr, string persistenceId, bool isDeleted, IActorRef? sender, string writerGuid);
}

/// <summary>The one implementation of <see cref="IPersistentRepresentation"/>.</summary>
public class Persistent(
    object payload,
    long sequenceNr = 0,
    string? persistenceId = null,
    string? manifest = null,
    bool isDeleted = false,
    IActorRef? sender = null,
    string? writerGuid = null,
    long timestamp = 0) : IPersistentRepresentation
{
    /// <summary>Stands for an unknown name.</summary>
    public static string Undefined { get; } = string.Empty;

    public object Payload { get; } = payload;

    public string Manifest { get; } = manifest ?? Undefined;

    public string PersistenceId { get; } = persistenceId ?? Undefined;

    public long SequenceNr { get; } = sequenceNr;

    public string WriterGuid { get; } = writerGuid ?? Undefined;

    public bool IsDeleted { get; } = isDeleted;

    public IActorRef? Sender { get; } = sender;

    public long Timestamp { get; } = timestamp;

    public IPersistentRepresentation WithPayload(object payload) =>
        new Persistent(payload, SequenceNr, PersistenceId, Manifest, IsDeleted, Sender, WriterGuid, Timestamp);

    public IPersistentRepresentation WithManifest(string manifest) =>
        new Persistent(Payload, SequenceNr, PersistenceId, manifest, IsDeleted, Sender, WriterGuid, Timestamp);

    public IPersistentRepresentation WithTimestamp(long newTimestamp) =>
        new Persistent(Payload, SequenceNr, PersistenceId, Manifest, IsDeleted, Sender, WriterGuid, newTimestamp);

    public IPersistentRepresentation Update(long sequenceNr, string persistenceId, bool isDeleted, IActorRef? sender, string writerGuid) =>
        new Persistent(Payload, sequenceNr, persistenceId, Manifest, isDeleted, sender, writerGuid, Timestamp);

    public override string ToString() => $"Persistent<{PersistenceId}, {SequenceNr}, {Payload}>";
}
