using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Turns objects into bytes and back; found by type when writing and by <see cref="Identifier"/> when reading.</summary>
public abstract class Serializer
{
    protected readonly ExtendedActorSystem system;

    private readonly Lazy<int> _identifier;

    protected Serializer(ExtendedActorSystem system)
    {
        this.system = system;
        _identifier = new Lazy<int>(() => SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(GetType(), this.system));
    }

    /// <summary>Stored beside the bytes, so it must stay the same for as long as they are kept.</summary>
    public virtual int Identifier => _identifier.Value;

    /// <summary>Whether <see cref="FromBinary(byte[], Type)"/> needs the type.</summary>
    public abstract bool IncludeManifest { get; }

    public abstract byte[] ToBinary(object obj);

    public abstract object FromBinary(byte[] bytes, Type type);

    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));
}
