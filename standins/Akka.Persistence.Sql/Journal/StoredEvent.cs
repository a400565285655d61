using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Persistence.Journal;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Akka.Persistence.Sql.Journal;

/// <summary>One row of the journal table, before it has its ordering.</summary>
internal sealed record StoredEvent(
    string PersistenceId, long SequenceNr, long Created, byte[] Message, string Manifest, int Identifier, IImmutableSet<string> Tags);

/// <summary>Between events and rows: the system's serialisers, their identifiers and manifests.</summary>
internal sealed class EventSerializer(AkkaSerialization serialization)
{
    public StoredEvent ToRow(IPersistentRepresentation @event, long created)
    {
        var payload = @event.Payload;
        IImmutableSet<string> tags = ImmutableHashSet<string>.Empty;
        if (payload is Tagged tagged)
            (payload, tags) = (tagged.Payload, tagged.Tags);
        var serializer = serialization.FindSerializerFor(payload);
        return new StoredEvent(
            @event.PersistenceId,
            @event.SequenceNr,
            created,
            serializer.ToBinary(payload),
            AkkaSerialization.ManifestFor(serializer, payload),
            serializer.Identifier,
            tags);
    }

    public object ToPayload(string persistenceId, long sequenceNr, byte[] message, string manifest, int identifier)
    {
        try
        {
            return serialization.Deserialize(message, identifier, manifest);
        }
        catch (Exception e)
        {
            throw new SerializationException($"Event {sequenceNr} of '{persistenceId}' cannot be read: {e.Message}", e);
        }
    }
}
