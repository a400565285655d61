using Akka.Actor;

namespace Akka.Serialization;

/// <summary>A serialiser that names types itself, so that stored data survives renamed classes.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    public sealed override bool IncludeManifest => true;

    public abstract string Manifest(object o);

    public abstract object FromBinary(byte[] bytes, string manifest);

    public sealed override object FromBinary(byte[] bytes, Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return FromBinary(bytes, type.AssemblyQualifiedName!);
    }
}
