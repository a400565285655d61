using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence.Serialization;

namespace Akka.Persistence;

/// <summary>Something that travels through a journal in order.</summary>
public interface IPersistentEnvelope
{
    object Payload { get; }

    IActorRef? Sender { get; }

    int Size { get; }
}

/// <summary>Events of one actor that are stored all or none.</summary>
public sealed class AtomicWrite : IPersistentEnvelope, IMessage
{
    private readonly IImmutableList<IPersistentRepresentation> _events;

    public AtomicWrite(IPersistentRepresentation @event)
        : this(ImmutableList.Create(@event))
    {
    }

    public AtomicWrite(IImmutableList<IPersistentRepresentation> payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (payload.Count == 0)
            throw new ArgumentException("An atomic write needs at least one event.", nameof(payload));
        foreach (var @event in payload)
        {
            if (@event.PersistenceId != payload[0].PersistenceId)
                throw new ArgumentException("All events of an atomic write belong to one persistence id.", nameof(payload));
        }

        _events = payload;
    }

    public string PersistenceId => _events[0].PersistenceId;

    public long LowestSequenceNr => _events[0].SequenceNr;

    public long HighestSequenceNr => _events[^1].SequenceNr;

    public int Size => _events.Count;

    /// <summary>An immutable list of <see cref="IPersistentRepresentation"/>.</summary>
    public object Payload => _events;

    public IActorRef? Sender => ActorRefs.NoSender;

    internal IImmutableList<IPersistentRepresentation> Events => _events;
}

/// <summary>A message that is not stored and only keeps its place among those that are.</summary>
internal sealed class NonPersistentMessage(object payload, IActorRef? sender) : IPersistentEnvelope
{
    public object Payload { get; } = payload;

    public IActorRef? Sender { get; } = sender;

    public int Size => 1;
}
