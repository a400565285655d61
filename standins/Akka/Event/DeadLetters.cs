using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Event;

/// <summary>Messages of this kind are no news when they miss their actor.</summary>
public interface IDeadLetterSuppression;

/// <summary>A message that no actor handled.</summary>
public abstract class AllDeadLetters : IWrappedMessage
{
    protected AllDeadLetters(object message, IActorRef? sender, IActorRef recipient)
    {
        Message = message;
        Sender = sender!;
        Recipient = recipient;
    }

    public object Message { get; }

    public IActorRef Sender { get; }

    public IActorRef Recipient { get; }

    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>The recipient had stopped or never existed.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    public DeadLetter(object message, IActorRef? sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}

/// <summary>As <see cref="DeadLetter"/>, for messages of which that is expected.</summary>
public sealed class SuppressedDeadLetter : AllDeadLetters
{
    public SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef? sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}

/// <summary>The recipient has no handler for the message.</summary>
public sealed class UnhandledMessage : AllDeadLetters
{
    public UnhandledMessage(object message, IActorRef? sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}
