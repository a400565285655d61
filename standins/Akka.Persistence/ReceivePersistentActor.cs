using Akka.Actor;

namespace Akka.Persistence;

/// <summary>
/// A persistent actor whose handlers are registered by type, for commands and for replayed events; the first that fits takes the message.
/// </summary>
public abstract class ReceivePersistentActor : UntypedPersistentActor
{
    private HandlerList? _configuring = new("Command");
    private HandlerList? _commands;
    private readonly HandlerList _recovers = new("Recover");

    /// <summary>The constructor has run: from here on handlers can be replaced by Become, but not added.</summary>
    internal override Receive InitialReceive()
    {
        _commands ??= EndConfiguring();
        return base.InitialReceive();
    }

    protected sealed override void OnCommand(object message) => Run(_commands!, message);

    protected sealed override void OnRecover(object message) => Run(_recovers, message);

    protected void Become(Action configure) => Become(Configure(configure));

    protected void BecomeStacked(Action configure) => BecomeStacked(Configure(configure));

    protected void Command<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Configuring.Add(Handle(handler, shouldHandle));

    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) => Command(handler, shouldHandle);

    protected void Command<T>(Func<T, bool> handler) => Configuring.Add(message => message is T typed && handler(typed));

    protected void Command(Action<object> handler) => CommandAny(handler);

    protected void Command(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Configuring.Add(Handle(messageType, handler, shouldHandle));

    protected void Command(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Command(messageType, handler, shouldHandle);

    protected void Command(Type messageType, Func<object, bool> handler) =>
        Configuring.Add(message => messageType.IsInstanceOfType(message) && handler(message));

    protected void CommandAny(Action<object> handler) => Configuring.AddAny(handler);

    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Command(message => RunTask(() => handler(message)), shouldHandle);

    protected void CommandAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => CommandAsync(handler, shouldHandle);

    protected void CommandAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Command(messageType, message => RunTask(() => handler(message)), shouldHandle);

    protected void CommandAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        CommandAsync(messageType, handler, shouldHandle);

    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAny(message => RunTask(() => handler(message)));

    protected void Recover<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Recovers.Add(Handle(handler, shouldHandle));

    protected void Recover<T>(Predicate<T> shouldHandle, Action<T> handler) => Recover(handler, shouldHandle);

    protected void Recover<T>(Func<T, bool> handler) => Recovers.Add(message => message is T typed && handler(typed));

    protected void Recover(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Recovers.Add(Handle(messageType, handler, shouldHandle));

    protected void Recover(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Recover(messageType, handler, shouldHandle);

    protected void Recover(Type messageType, Func<object, bool> handler) =>
        Recovers.Add(message => messageType.IsInstanceOfType(message) && handler(message));

    protected void RecoverAny(Action<object> handler) => Recovers.AddAny(handler);

    private HandlerList Configuring =>
        _configuring ?? throw new InvalidOperationException("Command methods may be called only in the constructor and within Become(...).");

    private HandlerList Recovers => _commands is null
        ? _recovers
        : throw new InvalidOperationException("Recover methods may be called only in the constructor.");

    private static Func<object, bool> Handle<T>(Action<T> handler, Predicate<T>? shouldHandle) => message =>
    {
        if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed)))
            return false;
        handler(typed);
        return true;
    };

    private static Func<object, bool> Handle(Type messageType, Action<object> handler, Predicate<object>? shouldHandle) =>
        Handle(handler, message => messageType.IsInstanceOfType(message) && (shouldHandle is null || shouldHandle(message)));

    private void Run(HandlerList handlers, object message)
    {
        if (!handlers.TryHandle(message))
            Unhandled(message);
    }

    private UntypedReceive Configure(Action configure)
    {
        // In the constructor Become replaces the handlers only later, so those being configured there come back afterwards.
        var outer = _configuring;
        var handlers = _configuring = new HandlerList("Command");
        try
        {
            configure();
        }
        finally
        {
            _configuring = outer;
        }

        return message => Run(handlers, message);
    }

    private HandlerList EndConfiguring()
    {
        var configured = Configuring;
        _configuring = null;
        return configured;
    }

    private sealed class HandlerList(string method)
    {
        private readonly List<Func<object, bool>> _handlers = [];
        private bool _hasCatchAll;

        public void Add(Func<object, bool> handler)
        {
            if (_hasCatchAll)
                throw new InvalidOperationException($"A handler after {method}Any would never be reached; register it before.");
            _handlers.Add(handler);
        }

        public void AddAny(Action<object> handler)
        {
            Add(message =>
            {
                handler(message);
                return true;
            });
            _hasCatchAll = true;
        }

        public bool TryHandle(object message)
        {
            foreach (var handler in _handlers)
            {
                if (handler(message))
                    return true;
            }

            return false;
        }
    }
}
