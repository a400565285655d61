namespace Akka.Actor;

/// <summary>What an actor does once the children it waits for have stopped.</summary>
internal abstract record SuspendReason
{
    /// <summary>Children were stopped one by one; nothing waits for them.</summary>
    internal sealed record UserRequest : SuspendReason;

    /// <summary>A restart goes on afterwards.</summary>
    internal sealed record Recreation(Exception Cause) : SuspendReason;

    /// <summary>A first start is tried again afterwards.</summary>
    internal sealed record Creation : SuspendReason;

    /// <summary>The actor itself stops afterwards.</summary>
    internal sealed record Termination : SuspendReason;
}

/// <summary>The children of an actor by name. Locked, because anybody may call ActorOf on a system.</summary>
internal sealed class ChildrenContainer
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ChildRestartStats?> _children = new(StringComparer.Ordinal);
    private readonly HashSet<IActorRef> _dying = [];
    private SuspendReason? _reason;
    private bool _closed;

    /// <summary>Whether the actor neither restarts nor stops.</summary>
    public bool IsNormal => _reason is null or SuspendReason.UserRequest;

    public bool IsTerminating => _reason is SuspendReason.Termination;

    /// <summary>Whether a restart or a first start waits for children to stop.</summary>
    public bool IsWaiting => _reason is SuspendReason.Recreation or SuspendReason.Creation;

    public void Reserve(string name, ActorPath parent)
    {
        lock (_lock)
        {
            ThrowIfClosed(name, parent);
            if (!_children.TryAdd(name, null)) throw new InvalidActorNameException($"The name '{name}' is taken already below {parent}.");
        }
    }

    public void Unreserve(string name)
    {
        lock (_lock) _children.Remove(name);
    }

    public void Add(string name, InternalActorRefBase child)
    {
        lock (_lock)
        {
            // Closed since the name was reserved: nobody would stop this child.
            ThrowIfClosed(name, child.Path.Parent);
            _children[name] = new ChildRestartStats(child);
        }
    }

    /// <summary>No more children, from whatever thread.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
    }

    public ChildRestartStats? ByName(string name)
    {
        lock (_lock) return _children.GetValueOrDefault(name);
    }

    public ChildRestartStats? ByRef(IActorRef child) => ByName(child.Path.Name) is { } stats && stats.Child.Equals(child) ? stats : null;

    public IReadOnlyList<ChildRestartStats> Stats()
    {
        lock (_lock) return _children.Values.OfType<ChildRestartStats>().ToArray();
    }

    public IEnumerable<InternalActorRefBase> Refs() => Stats().Select(stats => stats.Child);

    /// <summary>From now on the child counts as stopping.</summary>
    public void ShallDie(IActorRef child)
    {
        lock (_lock)
        {
            if (ByRef(child) is null) return;
            _dying.Add(child);
            _reason ??= new SuspendReason.UserRequest();
        }
    }

    /// <summary>Says what to do when the stopping children are gone; false where none is stopping.</summary>
    public bool WaitForDying(SuspendReason reason)
    {
        lock (_lock)
        {
            if (_dying.Count == 0) return false;
            _reason = reason;
            return true;
        }
    }

    public void SetTerminated()
    {
        lock (_lock) _reason = new SuspendReason.Termination();
    }

    /// <summary>Takes the child out; where it was the last that something waited for, tells what.</summary>
    public SuspendReason? Remove(IActorRef child)
    {
        lock (_lock)
        {
            if (ByRef(child) is null) return null;
            _children.Remove(child.Path.Name);
            if (!_dying.Remove(child) || _dying.Count > 0) return null;
            var reason = _reason;
            if (!IsTerminating) _reason = null;
            return reason;
        }
    }

    private void ThrowIfClosed(string name, ActorPath parent)
    {
        if (_closed) throw new InvalidOperationException($"Cannot create the actor '{name}': {parent} is stopping or has stopped.");
    }
}
