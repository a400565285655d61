using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// One actor as the system sees it: mailbox, behaviour, children, watches. It outlives the instances of the actor class,
/// which a restart replaces.
/// </summary>
internal sealed partial class ActorCell : IUntypedActorContext
{
    [ThreadStatic]
    private static ActorCell? _current;

    private readonly LocalActorRef _self;
    private readonly Stack<Receive> _behaviours = new();
    private Receive _behaviour = null!;
    private ActorBase? _actor;
    private ActorTaskScheduler? _taskScheduler;
    private IActorRef? _sender;
    private bool _isCreating;
    private bool _isReleased;
    private int _awaiting;

    public ActorCell(ActorSystemImpl system, LocalActorRef self, Props props, InternalActorRefBase parent)
    {
        SystemImpl = system;
        _self = self;
        Props = props;
        ParentRef = parent;
        Mailbox = new Mailbox(this, system.Dispatchers.Lookup(props.Dispatcher));
    }

    /// <summary>The actor that this thread runs; null outside of actors.</summary>
    public static ActorCell? Current
    {
        get => _current;
        set => _current = value;
    }

    public ActorSystemImpl SystemImpl { get; }

    public ActorSystem System => SystemImpl;

    public Mailbox Mailbox { get; }

    public MessageDispatcher Dispatcher => Mailbox.Dispatcher;

    public ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    public Props Props { get; }

    public IActorRef Self => _self;

    public IActorRef Parent => ParentRef;

    public InternalActorRefBase ParentRef { get; }

    public IActorRef Sender => _sender ?? SystemImpl.DeadLetters;

    public object? CurrentMessage { get; private set; }

    /// <summary>Counts user messages, so that the stash can tell two arrivals of one object apart.</summary>
    public int CurrentEnvelopeId { get; private set; }

    public bool IsTerminated => Mailbox.IsClosed;

    public ActorBase? Actor => _actor;

    /// <summary>The cell whose actor is under construction on this thread; each construction takes one instance.</summary>
    public static ActorCell ClaimForInstance(Type type)
    {
        if (_current is not { _isCreating: true } cell)
            throw new ActorInitializationException(
                $"An instance of {type} cannot be made with new; hand Props.Create<{type.Name}>(...) to ActorOf.");
        cell._isCreating = false;
        return cell;
    }

    public void Start()
    {
        Dispatcher.Attach(_self.Path.Name);
        Mailbox.PostSystem(new Create());
    }

    public void Invoke(in Envelope envelope)
    {
        var message = envelope.Message;
        CurrentMessage = message;
        CurrentEnvelopeId++;
        _sender = envelope.Sender;
        try
        {
            if (message is IAutoReceivedMessage) AutoReceive(message, _sender);
            else _actor!.AroundReceive(_behaviour, message);
            if (_awaiting == 0) CurrentMessage = null;
        }
#pragma warning disable CA1031 // Any failure of an actor is its supervisor's to judge.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            HandleInvokeFailure(cause);
        }
        if (_receiveTimeout is not null) OnMessageForReceiveTimeout(message);
    }

    public void AutoReceive(object message, IActorRef? sender)
    {
        switch (message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, Self), Self);
                break;
            default:
                _actor!.AroundReceive(_behaviour, message);
                break;
        }
    }

    /// <summary>Holds user messages back until <see cref="EndAwait"/>; the message in work stays current.</summary>
    public object? BeginAwait()
    {
        _awaiting++;
        Mailbox.SuspendUser();
        return CurrentMessage;
    }

    public void EndAwait(object? message, Exception? failure)
    {
        if (failure is not null)
        {
            CurrentMessage = message;
            HandleInvokeFailure(failure);
        }
        _awaiting--;
        Mailbox.ResumeUser();
        if (failure is null && _awaiting == 0) CurrentMessage = null;
        if (_receiveTimeout is not null && message is not null) OnMessageForReceiveTimeout(message);
    }

    public void Become(Receive receive)
    {
        if (_behaviours.Count > 1) _behaviours.Pop();
        BecomeStacked(receive);
    }

    public void BecomeStacked(Receive receive)
    {
        _behaviours.Push(receive);
        _behaviour = receive;
    }

    public void Become(UntypedReceive receive) => Become(Handled(receive));

    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(Handled(receive));

    public void UnbecomeStacked()
    {
        if (_behaviours.Count > 1) _behaviours.Pop();
        _behaviour = _behaviours.Peek();
    }

    public ActorSelection ActorSelection(ActorPath actorPath) => SystemImpl.ActorSelection(actorPath);

    public ActorSelection ActorSelection(string actorPath) =>
        actorPath.StartsWith('/') || actorPath.Contains("://", StringComparison.Ordinal)
            ? SystemImpl.ActorSelection(actorPath)
            : new ActorSelection(Self, actorPath);

    private static Receive Handled(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private ActorBase NewInstance()
    {
        _isCreating = true;
        try
        {
            _behaviours.Clear();
            var actor = Props.NewActor();
            if (actor.Cell != this)
                throw new ActorInitializationException(Self, "The producer returned an actor that belongs to another reference.");
            // A constructor may have called Become already; the class's own behaviour stays at the bottom.
            var becameInConstructor = _behaviours.ToArray();
            _behaviours.Clear();
            BecomeStacked(actor.InitialReceive());
            foreach (var behaviour in becameInConstructor.Reverse()) Become(behaviour);
            if (actor is IWithTimers withTimers) withTimers.Timers = new ActorTimers(this);
            if (actor is IActorStash withStash) withStash.Stash = new ActorStash(this);
            _isReleased = false;
            return actor;
        }
        finally
        {
            _isCreating = false;
        }
    }

    /// <summary>Lets an instance go, once: its stash returns to the mailbox, what it holds is disposed of.</summary>
    private void ReleaseInstance(ActorBase actor)
    {
        if (_isReleased) return;
        _isReleased = true;
        if (actor is IActorStash { Stash: { } stash }) stash.UnstashAll();
        try
        {
            (actor as IDisposable)?.Dispose();
            Props.Release(actor);
        }
#pragma warning disable CA1031 // The actor is gone either way.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            Publish(new Event.Error(cause, Self.Path.ToString(), actor.GetType(), $"Disposing of the actor failed: {cause.Message}"));
        }
    }
}
