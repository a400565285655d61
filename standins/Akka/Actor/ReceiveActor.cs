using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor whose handlers are registered by message type; the first that fits takes the message.</summary>
public abstract class ReceiveActor : UntypedActor
{
    // Handlers of the behaviour being configured; null outside the constructor and Become.
    private List<Func<object, bool>>? _configuring = [];
    private bool _hasCatchAll;
    private Receive? _initial;

    internal override Receive InitialReceive() => _initial ??= Build();

    protected sealed override void OnReceive(object message)
    {
    }

    protected void Become(Action configure) => Context.Become(Configure(configure));

    protected void BecomeStacked(Action configure) => Context.BecomeStacked(Configure(configure));

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Add<T>(message =>
    {
        if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed))) return false;
        handler(typed);
        return true;
    });

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    protected void Receive<T>(Func<T, bool> handler) => Add<T>(message => message is T typed && handler(typed));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Receive<object>(handler, message => messageType.IsInstanceOfType(message) && (shouldHandle is null || shouldHandle(message)));

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) =>
        Receive<object>(message => messageType.IsInstanceOfType(message) && handler(message));

    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Receive(message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Receive(messageType, message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAny(Action<object> handler)
    {
        Receive(handler);
        _hasCatchAll = true;
    }

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAny(message => ActorTaskScheduler.RunTask(() => handler(message)));

    private void Add<T>(Func<object, bool> handler)
    {
        if (_configuring is null)
            throw new InvalidOperationException("Receive methods may be called only in the constructor and within Become(...).");
        if (_hasCatchAll)
            throw new InvalidOperationException($"A handler for {typeof(T)} after ReceiveAny would never be reached; register it before.");
        _configuring.Add(handler);
    }

    private Receive Configure(Action configure)
    {
        // In the constructor the handlers of the first behaviour are being collected meanwhile.
        var (outer, outerHasCatchAll) = (_configuring, _hasCatchAll);
        (_configuring, _hasCatchAll) = ([], false);
        try
        {
            configure();
            return Build();
        }
        finally
        {
            (_configuring, _hasCatchAll) = (outer, outerHasCatchAll);
        }
    }

    private Receive Build()
    {
        var handlers = _configuring!.ToArray();
        _configuring = null;
        return message =>
        {
            foreach (var handler in handlers)
                if (handler(message)) return true;
            return false;
        };
    }
}
