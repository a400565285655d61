using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Finds dispatchers by the path of their configuration.</summary>
public sealed class Dispatchers
{
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";
    public const string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MessageDispatcher> _shared = new();

    internal Dispatchers(ActorSystem system) => _system = system;

    public MessageDispatcher DefaultGlobalDispatcher => Lookup(DefaultDispatcherId);

    public bool HasDispatcher(string id) => _system.Settings.Config.HasPath(id);

    /// <summary>A pinned dispatcher is a new one, with a thread of its own, at each call; the others are shared.</summary>
    public MessageDispatcher Lookup(string dispatcherName) =>
        _shared.TryGetValue(dispatcherName, out var known) ? known : Make(dispatcherName);

    private MessageDispatcher Make(string id)
    {
        if (!HasDispatcher(id))
            throw new ConfigurationException(
                $"There is no dispatcher '{id}' in the configuration; add a section of that name with a type and a throughput.");
        var fallback = _system.Settings.Config.GetConfig(DefaultDispatcherId);
        var config = _system.Settings.Config.GetConfig(id).WithFallback(fallback);
        var throughput = config.GetInt("throughput", 30);
        var type = config.GetString("type", "Dispatcher");
        return type switch
        {
            "Dispatcher" or "TaskDispatcher" => _shared.GetOrAdd(id, new ThreadPoolDispatcher(id, throughput)),
            "PinnedDispatcher" => new PinnedDispatcher(id, throughput),
            _ => throw new ConfigurationException(
                $"The dispatcher '{id}' has the unknown type '{type}'; use Dispatcher or PinnedDispatcher."),
        };
    }
}
