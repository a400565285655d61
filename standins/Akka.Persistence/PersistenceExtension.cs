using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>Starts the journals and snapshot stores of an actor system, each once, by their configuration path.</summary>
public class PersistenceExtension : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly ConcurrentDictionary<string, Lazy<Plugin>> _plugins = new();

    public PersistenceExtension(ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        _system = system;
        system.Settings.InjectTopLevelFallback(Persistence.DefaultConfig());
    }

    private sealed record Plugin(IActorRef Ref, Config Config);

    /// <param name="journalPluginId">A configuration path; null or empty for the default.</param>
    public IActorRef JournalFor(string? journalPluginId) =>
        PluginFor(journalPluginId, "akka.persistence.journal.plugin", "akka.persistence.journal-plugin-fallback").Ref;

    /// <param name="snapshotPluginId">A configuration path; null or empty for the default.</param>
    public IActorRef SnapshotStoreFor(string? snapshotPluginId) =>
        PluginFor(snapshotPluginId, "akka.persistence.snapshot-store.plugin", "akka.persistence.snapshot-store-plugin-fallback").Ref;

    /// <summary>A name for an actor that has no better one: its path.</summary>
    public string PersistenceId(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Path.ToStringWithoutAddress();
    }

    internal Config ConfigFor(IActorRef plugin) =>
        _plugins.Values.Where(p => p.IsValueCreated).Select(p => p.Value).FirstOrDefault(p => p.Ref.Equals(plugin))?.Config
        ?? throw new ArgumentException($"{plugin} is no journal or snapshot store of this actor system.", nameof(plugin));

    private Plugin PluginFor(string? id, string defaultKey, string fallbackPath)
    {
        if (string.IsNullOrEmpty(id))
            id = _system.Settings.Config.GetString(defaultKey);
        if (string.IsNullOrEmpty(id))
            throw new ConfigurationException($"No plugin is named: set {defaultKey} to the configuration path of a journal or snapshot store.");
        return _plugins.GetOrAdd(id, path => new Lazy<Plugin>(() => Start(path, fallbackPath))).Value;
    }

    private Plugin Start(string path, string fallbackPath)
    {
        var settings = _system.Settings.Config;
        if (!settings.HasPath(path))
            throw new ConfigurationException($"The persistence plugin '{path}' has no section of that name in the configuration.");

        var config = settings.GetConfig(path).WithFallback(settings.GetConfig(fallbackPath));
        var typeName = config.GetString("class");
        if (string.IsNullOrEmpty(typeName))
            throw new ConfigurationException($"The persistence plugin '{path}' names no class: set {path}.class.");
        var type = Type.GetType(typeName) ?? throw new ConfigurationException(
            $"The class '{typeName}' of the persistence plugin '{path}' cannot be found; is its assembly referenced?");
        var props = type.GetConstructor([typeof(Config)]) is null ? new Props(type) : new Props(type, [config]);
        var plugin = _system.SystemActorOf(props.WithDispatcher(config.GetString("plugin-dispatcher")!), path);
        return new Plugin(plugin, config);
    }
}
