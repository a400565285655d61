using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>The key of the persistence extension.</summary>
public class Persistence : ExtensionIdProvider<PersistenceExtension>
{
    public static Persistence Instance { get; } = new();

    /// <summary>The settings of journals and snapshot stores that apply where the user gives none.</summary>
    public static Config DefaultConfig() => ConfigurationFactory.FromResource<Persistence>("Akka.Persistence.persistence.conf");

    public override PersistenceExtension CreateExtension(ExtendedActorSystem system) => new(system);
}
