using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Identity of references: the path and the incarnation.</summary>
public abstract class ActorRefBase : IActorRef
{
    protected ActorRefBase()
    {
    }

    public abstract ActorPath Path { get; }

    public void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException("A message must not be null.");
        TellInternal(message, sender);
    }

    protected abstract void TellInternal(object message, IActorRef? sender);

    public bool Equals(IActorRef? other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is IActorRef other && Equals(other));

    public override int GetHashCode() => Path.GetHashCode();

    public int CompareTo(IActorRef? other)
    {
        if (other is null) return 1;
        var byPath = Path.CompareTo(other.Path);
        return byPath != 0 ? byPath : Path.Uid.CompareTo(other.Path.Uid);
    }

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        IActorRef other => CompareTo(other),
        _ => throw new ArgumentException($"{obj.GetType()} is not an actor reference.", nameof(obj)),
    };

    public override string ToString() => $"[{Path.ToStringWithUid()}]";
}

/// <summary>What the actor system itself asks of a reference.</summary>
public abstract class InternalActorRefBase : ActorRefBase, IActorRefScope
{
    internal InternalActorRefBase()
    {
    }

    public abstract bool IsLocal { get; }

    public abstract bool IsTerminated { get; }

    internal abstract InternalActorRefBase? ParentRef { get; }

    internal abstract void SendSystemMessage(SystemMessage message);

    /// <summary>The child of that name, or null.</summary>
    internal abstract InternalActorRefBase? GetChildRef(string name);

    internal abstract IEnumerable<InternalActorRefBase> GetChildRefs();

    public abstract void Stop();
}

/// <summary>A reference with no actor behind it: no children, no life cycle.</summary>
public abstract class MinimalActorRef : InternalActorRefBase
{
    internal MinimalActorRef()
    {
    }

    public override bool IsLocal => true;

    public override bool IsTerminated => false;

    internal override InternalActorRefBase? ParentRef => null;

    internal override void SendSystemMessage(SystemMessage message)
    {
    }

    internal override InternalActorRefBase? GetChildRef(string name) => null;

    internal override IEnumerable<InternalActorRefBase> GetChildRefs() => [];

    public override void Stop()
    {
    }

    protected override void TellInternal(object message, IActorRef? sender)
    {
    }
}

/// <summary>Swallows everything; stands for "no actor".</summary>
public sealed class Nobody : MinimalActorRef
{
    public static Nobody Instance = new();

    private Nobody()
    {
    }

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/Nobody");
}
