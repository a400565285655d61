using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A path with no actor: what is sent there becomes a dead letter.</summary>
internal sealed class EmptyActorRef(ActorSystemImpl system, ActorPath path) : MinimalActorRef
{
    public override ActorPath Path => path;

    internal ActorSystemImpl System => system;

    public override bool IsTerminated => true;

    internal override void SendSystemMessage(SystemMessage message)
    {
        // A watch on an actor that is gone is answered at once.
        if (message is Watch watch && watch.Watcher != this)
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));
    }

    protected override void TellInternal(object message, IActorRef? sender) => Report(message, sender, this);

    /// <summary>Announces a message that missed <paramref name="recipient"/>.</summary>
    internal void Report(object message, IActorRef? sender, IActorRef recipient)
    {
        switch (message)
        {
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null));
                break;
            case AllDeadLetters when recipient != this:
                // A subscriber of dead letters that is dead itself must not make more of them.
                break;
            case DeadLetter:
                system.EventStream.Publish(message);
                break;
            case IDeadLetterSuppression suppressed:
                system.EventStream.Publish(new SuppressedDeadLetter(suppressed, sender ?? system.DeadLetters, recipient));
                break;
            default:
                system.EventStream.Publish(new DeadLetter(message, sender ?? system.DeadLetters, recipient));
                break;
        }
    }
}
