using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A tree of actors with their threads, clock, event stream and loggers.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    internal ActorSystem()
    {
    }

    public abstract string Name { get; }

    public abstract Settings Settings { get; }

    public abstract Dispatchers Dispatchers { get; }

    public abstract IScheduler Scheduler { get; }

    public abstract EventStream EventStream { get; }

    /// <summary>Takes what misses its actor, and announces it on the event stream.</summary>
    public abstract IActorRef DeadLetters { get; }

    public abstract ILoggingAdapter Log { get; }

    public abstract Serialization.Serialization Serialization { get; }

    /// <summary>Completes once every actor has stopped.</summary>
    public abstract Task WhenTerminated { get; }

    public static ActorSystem Create(string name) => Create(name, Config.Empty);

    /// <summary>Starts a system; keys that the configuration lacks have their defaults.</summary>
    public static ActorSystem Create(string name, Config config) => ActorSystemImpl.Start(name, config);

    public abstract IActorRef ActorOf(Props props, string? name = null);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    public abstract ActorSelection ActorSelection(string actorPath);

    public abstract void Stop(IActorRef actor);

    /// <summary>Stops all actors, after the tasks of <see cref="CoordinatedShutdown"/>.</summary>
    public abstract Task Terminate();

    public abstract void RegisterOnTermination(Action code);

    public abstract object RegisterExtension(IExtensionId extension);

    public abstract object GetExtension(IExtensionId extensionId);

    public abstract T GetExtension<T>()
        where T : class, IExtension;

    public abstract bool HasExtension(Type type);

    public abstract bool HasExtension<T>()
        where T : class, IExtension;

    public abstract bool TryGetExtension(Type extensionType, out object extension);

    public abstract bool TryGetExtension<T>(out T extension)
        where T : class, IExtension;

    public void Dispose()
    {
        Terminate();
        GC.SuppressFinalize(this);
    }
}

/// <summary>What extensions may use beyond <see cref="ActorSystem"/>.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    internal ExtendedActorSystem()
    {
    }

    /// <summary>Makes an actor below /system; those outlive the users' actors.</summary>
    public abstract IActorRef SystemActorOf(Props props, string? name = null);

    public abstract IActorRef SystemActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new();
}
