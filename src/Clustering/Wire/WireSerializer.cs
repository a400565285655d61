using Akka.Actor;
using Akka.Serialization;

namespace AwacAkka.Clustering.Wire;

/// <summary>Akka's way to <see cref="WireCodec"/>.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Its number in every message: of all nodes' versions the same.</summary>
    public const int Number = 4207;

    /// <inheritdoc />
    public override int Identifier => Number;

    /// <inheritdoc />
    public override string Manifest(object o) => WireCodec.ManifestOf(o);

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => WireCodec.Encode(obj);

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => WireCodec.Decode(bytes, manifest);
}

/// <summary>
/// Stands where Akka has its JSON serializer, which makes whatever type a message names. It is the one for every type that no other serializer is
/// bound to: such messages do not leave a node, and none that came would be read.
/// </summary>
public sealed class RefusingSerializer : Serializer
{
    /// <summary>The number of Akka's JSON serializer.</summary>
    public const int Number = 1;

    /// <summary>Made by Akka, which has settings for its own.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="unused">Settings of the serializer whose place this takes.</param>
    public RefusingSerializer(ExtendedActorSystem system, Akka.Configuration.Config unused)
        : base(system) => _ = unused;

    /// <inheritdoc />
    public override int Identifier => Number;

    /// <inheritdoc />
    public override bool IncludeManifest => false;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => throw Refused(obj.GetType().Name);

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, Type? type) => throw Refused("what another node sent as JSON");

    private static NotSupportedException Refused(string what) => new($"{what} is no message between nodes");
}
