using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Makes actors: an actor system at the top level, a context for children.</summary>
public interface IActorRefFactory
{
    IActorRef ActorOf(Props props, string? name = null);

    ActorSelection ActorSelection(ActorPath actorPath);

    ActorSelection ActorSelection(string actorPath);
}

/// <summary>Death watch: a watcher gets <see cref="Terminated"/>, or its own message, once the subject has stopped.</summary>
public interface ICanWatch
{
    IActorRef Watch(IActorRef subject);

    IActorRef WatchWith(IActorRef subject, object message);

    IActorRef Unwatch(IActorRef subject);
}

/// <summary>What an actor can do from within its own code.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    IActorRef Self { get; }

    Props Props { get; }

    IActorRef Sender { get; }

    ActorSystem System { get; }

    IActorRef Parent { get; }

    MessageDispatcher Dispatcher { get; }

    TimeSpan? ReceiveTimeout { get; }

    void Become(Receive receive);

    void BecomeStacked(Receive receive);

    void UnbecomeStacked();

    /// <summary>The child of that name, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef Child(string name);

    IEnumerable<IActorRef> GetChildren();

    /// <summary>After that long without a message the actor gets <see cref="Actor.ReceiveTimeout"/>; null switches it off.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    void Stop(IActorRef child);
}

/// <summary>The context of an <see cref="UntypedActor"/>.</summary>
public interface IUntypedActorContext : IActorContext
{
    void Become(UntypedReceive receive);

    void BecomeStacked(UntypedReceive receive);
}

/// <summary>Short forms on <see cref="IActorRefFactory"/>.</summary>
public static class ActorRefFactoryExtensions
{
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new() =>
        factory.ActorOf(Props.Create<TActor>(), name);

    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath) =>
        new(anchorRef, actorPath);
}
