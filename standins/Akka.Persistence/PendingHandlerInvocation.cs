namespace Akka.Persistence;

/// <summary>An event on its way through the journal, with the handler that waits for it.</summary>
public interface IPendingHandlerInvocation
{
    object Event { get; }

    Action<object> Handler { get; }
}

/// <summary>From Persist and PersistAll: commands wait until it is handled.</summary>
public sealed class StashingHandlerInvocation(object evt, Action<object> handler) : IPendingHandlerInvocation
{
    public object Event { get; } = evt;

    public Action<object> Handler { get; } = handler;
}

/// <summary>From PersistAsync, PersistAllAsync and DeferAsync: commands go on.</summary>
public sealed class AsyncHandlerInvocation(object evt, Action<object> handler) : IPendingHandlerInvocation
{
    public object Event { get; } = evt;

    public Action<object> Handler { get; } = handler;
}
