using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Journal;

/// <summary>
/// How events stand in the journal: run events as JSON, which people can read with any SQLite tool; chunks and a fork's state as binary blobs with a
/// checksum. The manifest names the event; a changed layout gets a new name, so old journals stay readable or are refused by name.
/// </summary>
public sealed class JournalSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>What Akka knows this serializer by.</summary>
    internal const int Number = 4206;

    private const string Chunk = "chunk-1";
    private const string Start = "fork-start-1";
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly Dictionary<string, Type> RunEvents = new()
    {
        ["run-started-1"] = typeof(RunStarted),
        ["run-forked-1"] = typeof(RunForked),
        ["run-extended-1"] = typeof(RunExtended),
        ["seeded-1"] = typeof(Seeded),
        ["round-opened-1"] = typeof(RoundOpened),
        ["round-trained-1"] = typeof(RoundTrained),
        ["evaluated-1"] = typeof(Evaluated),
        ["slot-quarantined-1"] = typeof(SlotQuarantined),
        ["replay-pruned-1"] = typeof(ReplayPruned),
        ["finished-1"] = typeof(Finished),
    };

    private static readonly Dictionary<Type, string> Manifests = RunEvents.ToDictionary(e => e.Value, e => e.Key);

    /// <inheritdoc />
    public override int Identifier => Number;

    /// <inheritdoc />
    public override string Manifest(object o) => ManifestOf(o);

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => Write(obj);

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, manifest);

    /// <summary>The name that an event's layout has in the journal.</summary>
    /// <exception cref="ArgumentException">It is no event of a run.</exception>
    public static string ManifestOf(object o) => o is ChunkStored ? Chunk
        : o is ForkStart ? Start
        : Manifests.TryGetValue(o.GetType(), out var manifest) ? manifest
        : throw new ArgumentException($"{o.GetType().Name} is no event of a run");

    /// <summary>An event as the journal will hold it.</summary>
    public static byte[] Write(object obj) => obj switch
    {
        ChunkStored chunk => ChunkCodec.Encode(chunk),
        ForkStart start => ForkStartCodec.Encode(start),
        _ => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), Json),
    };

    /// <summary>An event as the journal holds it.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those that were written.</exception>
    /// <exception cref="JsonException">Likewise.</exception>
    /// <exception cref="NewerJournalException">This version does not know the event.</exception>
    public static object Read(byte[] bytes, string manifest) => manifest == Chunk ? ChunkCodec.Decode(bytes)
        : manifest == Start ? ForkStartCodec.Decode(bytes)
        : RunEvents.TryGetValue(manifest, out var type) ? JsonSerializer.Deserialize(bytes, type, Json)
            ?? throw new InvalidDataException($"the journal's event '{manifest}' is empty")
        : throw new NewerJournalException(
            $"the journal holds an event '{manifest}' that this version does not know: a newer version of the program wrote it, use that one");
}
