using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Serialization;

/// <summary>An actor system's serialisers, by name, by identifier and by the types bound to them.</summary>
public class Serialization
{
    private readonly ConcurrentDictionary<string, Serializer> _byName = new();
    private readonly ConcurrentDictionary<int, Serializer> _byIdentifier = new();
    private readonly ConcurrentDictionary<Type, Serializer> _bindings = new();
    private readonly ConcurrentDictionary<Type, Serializer> _resolved = new();

    /// <exception cref="ConfigurationException">A configured class does not exist or is bound to an unknown serialiser.</exception>
    public Serialization(ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        System = system;
        var settings = system.Settings.Config;
        foreach (var (name, value) in settings.GetConfig("akka.actor.serializers").AsEnumerable())
            AddSerializer(name, Create(name, value.GetString()));
        foreach (var (typeName, value) in settings.GetConfig("akka.actor.serialization-bindings").AsEnumerable())
            Bind(typeName, value.GetString());
    }

    public ExtendedActorSystem System { get; }

    /// <summary>What to store beside the bytes to find the type again; empty if the serialiser needs nothing.</summary>
    public static string ManifestFor(Serializer s, object msg)
    {
        ArgumentNullException.ThrowIfNull(s);
        ArgumentNullException.ThrowIfNull(msg);
        if (s is SerializerWithStringManifest named)
            return named.Manifest(msg);
        var type = msg.GetType();
        return s.IncludeManifest ? $"{type.FullName}, {type.Assembly.GetName().Name}" : string.Empty;
    }

    public void AddSerializer(Serializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        _byIdentifier[serializer.Identifier] = serializer;
    }

    public void AddSerializer(string name, Serializer serializer)
    {
        AddSerializer(serializer);
        _byName[name] = serializer;
    }

    public void AddSerializationMap(Type type, Serializer serializer)
    {
        _bindings[type] = serializer;
        _resolved.Clear();
    }

    public byte[] Serialize(object o) => FindSerializerFor(o).ToBinary(o);

    public object Deserialize(byte[] bytes, int serializerId, Type type) => ByIdentifier(serializerId).FromBinary(bytes, type);

    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = ByIdentifier(serializerId);
        if (serializer is SerializerWithStringManifest named)
            return named.FromBinary(bytes, manifest);
        if (string.IsNullOrEmpty(manifest))
            return serializer.FromBinary(bytes, null!);
        var type = Type.GetType(manifest)
            ?? throw new SerializationException($"The type '{manifest}' of stored data does not exist (serializer {serializerId}).");
        return serializer.FromBinary(bytes, type);
    }

    public Serializer FindSerializerFor(object obj, string? defaultSerializerName = null)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return FindSerializerForType(obj.GetType(), defaultSerializerName);
    }

    /// <summary>The serialiser bound to the type itself or else to the closest of its base types and interfaces.</summary>
    /// <exception cref="SerializationException">No binding fits.</exception>
    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null)
    {
        ArgumentNullException.ThrowIfNull(objectType);
        if (_resolved.TryGetValue(objectType, out var known))
            return known;

        Type? closest = null;
        foreach (var bound in _bindings.Keys)
        {
            if (bound.IsAssignableFrom(objectType) && (closest is null || closest.IsAssignableFrom(bound)))
                closest = bound;
        }

        if (closest is not null)
            return _resolved[objectType] = _bindings[closest];
        if (defaultSerializerName is not null && _byName.TryGetValue(defaultSerializerName, out var fallback))
            return fallback;
        throw new SerializationException(
            $"No serializer is bound to {objectType}: add it, or a base type of it, to akka.actor.serialization-bindings.");
    }

    private Serializer ByIdentifier(int id) => _byIdentifier.TryGetValue(id, out var serializer)
        ? serializer
        : throw new SerializationException($"Stored data needs the serializer with identifier {id}, which is not among akka.actor.serializers.");

    private Serializer Create(string name, string? typeName)
    {
        var type = typeName is null ? null : Type.GetType(typeName);
        if (type is null || !type.IsAssignableTo(typeof(Serializer)))
            throw new ConfigurationException($"akka.actor.serializers.{name} names '{typeName}', which is no serializer class that can be found.");
        try
        {
            var withConfig = type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]);
            return withConfig is null
                ? (Serializer)Activator.CreateInstance(type, System)!
                : (Serializer)withConfig.Invoke([System, System.Settings.Config.GetConfig($"akka.actor.serialization-settings.{name}")]);
        }
        catch (MissingMethodException e)
        {
            throw new ConfigurationException($"The serializer {type} needs a public constructor that takes an {nameof(ExtendedActorSystem)}.", e);
        }
    }

    private void Bind(string typeName, string? serializerName)
    {
        var type = Type.GetType(typeName)
            ?? throw new ConfigurationException($"akka.actor.serialization-bindings names the type '{typeName}', which does not exist.");
        if (serializerName is null || !_byName.TryGetValue(serializerName, out var serializer))
        {
            throw new ConfigurationException(
                $"akka.actor.serialization-bindings binds '{typeName}' to '{serializerName}', which is not among akka.actor.serializers.");
        }

        AddSerializationMap(type, serializer);
    }
}
