using Akka.Actor;
using Akka.Configuration;

namespace Akka.Serialization;

/// <summary>Finds the number of a serialiser that does not carry it in its code.</summary>
public static class SerializerIdentifierHelper
{
    private const string Section = "akka.actor.serialization-identifiers";

    public static int GetSerializerIdentifierFromConfig(Type type, ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(system);
        foreach (var (name, value) in system.Settings.Config.GetConfig(Section).AsEnumerable())
        {
            if (Type.GetType(name) == type)
                return value.GetInt();
        }

        throw new ConfigurationException(
            $"The serializer {type} has no identifier: override Identifier or set {Section}.\"{type.FullName}, {type.Assembly.GetName().Name}\".");
    }
}
