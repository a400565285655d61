using Akka.Event;

namespace Akka.Actor;

/// <summary>Handles one message; false means that it did not know the message.</summary>
public delegate bool Receive(object message);

/// <summary>An actor: state that only its own message handlers touch, one message at a time.</summary>
public abstract class ActorBase
{
    private readonly ActorCell _cell;
    private SupervisorStrategy? _strategy;

    protected ActorBase() => _cell = ActorCell.ClaimForInstance(GetType());

    protected static IActorContext Context =>
        ActorCell.Current ?? throw new NotSupportedException(
            "There is no active actor context here; use ReceiveAsync, or take what you need from the context before you await.");

    protected static Receive EmptyReceive { get; } = _ => false;

    protected IActorRef Self => _cell.Self;

    protected IActorRef Sender => Context.Sender;

    internal ActorCell Cell => _cell;

    /// <summary>The behaviour that a new instance starts with.</summary>
    internal virtual Receive InitialReceive() => Receive;

    /// <summary>The strategy of the props wins over the actor's own.</summary>
    internal SupervisorStrategy EffectiveStrategy => _strategy ??= _cell.Props.SupervisorStrategy ?? SupervisorStrategy();

    protected abstract bool Receive(object message);

    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        if (message is TimerMessage timer)
        {
            var current = ((ActorTimers?)(this as IWithTimers)?.Timers)?.Accept(timer);
            if (current is null) return true;
            if (current is IAutoReceivedMessage)
            {
                _cell.AutoReceive(current, Self);
                return true;
            }
            message = current;
        }
        if (receive(message)) return true;
        Unhandled(message);
        return false;
    }

    /// <summary>Takes what no handler took: a <see cref="Terminated"/> fails the actor, all else goes to the event stream.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        _cell.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPreRestart(Exception cause, object? message)
    {
        CancelTimers();
        PreRestart(cause, message!);
    }

    public virtual void AroundPostRestart(Exception cause, object? message) => PostRestart(cause);

    public virtual void AroundPostStop()
    {
        CancelTimers();
        PostStop();
    }

    protected virtual void PreStart()
    {
    }

    /// <summary>Called on the failed instance; the base stops all children and calls <see cref="PostStop"/>.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in _cell.GetChildren().ToArray())
        {
            _cell.Unwatch(child);
            _cell.Stop(child);
        }
        PostStop();
    }

    /// <summary>Called on the fresh instance; the base calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    protected virtual void PostStop()
    {
    }

    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    private void CancelTimers()
    {
        if (this is IWithTimers { Timers: { } timers }) timers.CancelAll();
    }
}
