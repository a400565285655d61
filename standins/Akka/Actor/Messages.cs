using Akka.Event;

namespace Akka.Actor;

/// <summary>The actor system handles these before the actor sees them.</summary>
public interface IAutoReceivedMessage;

/// <summary>Not to be taken from untrusted senders.</summary>
public interface IPossiblyHarmful;

/// <summary>Does not count as activity for the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>Never leaves the process.</summary>
public interface INoSerializationVerificationNeeded;

/// <summary>Carries another message.</summary>
public interface IWrappedMessage
{
    object Message { get; }
}

/// <summary>A message and its sender.</summary>
public readonly struct Envelope
{
    public Envelope(object message, IActorRef? sender)
    {
        Message = message;
        Sender = sender!;
    }

    public object Message { get; }

    public IActorRef Sender { get; }

    public override string ToString() => $"<{Message}> from {(Sender is null ? "NoSender" : Sender.ToString())}";
}

/// <summary>Stops the actor once it has handled what is queued before this message.</summary>
public sealed class PoisonPill : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    private PoisonPill()
    {
    }

    public static PoisonPill Instance { get; } = new();

    public override string ToString() => "<PoisonPill>";
}

/// <summary>Makes the actor fail with <see cref="ActorKilledException"/>.</summary>
public sealed class Kill : IAutoReceivedMessage
{
    private Kill()
    {
    }

    public static Kill Instance { get; } = new();

    public override string ToString() => "<Kill>";
}

/// <summary>Every actor answers this with an <see cref="ActorIdentity"/>.</summary>
public sealed class Identify : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    public Identify(object messageId) => MessageId = messageId;

    public object MessageId { get; }

    public override string ToString() => $"<Identify: {MessageId}>";
}

/// <summary>The answer to <see cref="Identify"/>; no subject means that there is no such actor.</summary>
public sealed class ActorIdentity
{
    public ActorIdentity(object messageId, IActorRef? subject)
    {
        MessageId = messageId;
        Subject = subject!;
    }

    public object MessageId { get; }

    public IActorRef Subject { get; }

    public override string ToString() => $"<ActorIdentity {MessageId}: {Subject}>";
}

/// <summary>A watched actor has stopped.</summary>
public sealed class Terminated
    : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression, INoSerializationVerificationNeeded, IEquatable<Terminated>
{
    public Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated)
    {
        ActorRef = actorRef;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    public IActorRef ActorRef { get; }

    /// <summary>False where the actor was gone already when it was watched.</summary>
    public bool ExistenceConfirmed { get; }

    public bool AddressTerminated { get; }

    public bool Equals(Terminated? other) =>
        other is not null && ActorRef.Equals(other.ActorRef)
        && (ExistenceConfirmed, AddressTerminated) == (other.ExistenceConfirmed, other.AddressTerminated);

    public override bool Equals(object? obj) => Equals(obj as Terminated);

    public override int GetHashCode() => HashCode.Combine(ActorRef, ExistenceConfirmed, AddressTerminated);

    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>No message came for the time set with SetReceiveTimeout.</summary>
public class ReceiveTimeout : IPossiblyHarmful
{
    private ReceiveTimeout()
    {
    }

    public static ReceiveTimeout Instance { get; } = new();
}

/// <summary>How a request ended.</summary>
public abstract class Status
{
    /// <summary>It worked.</summary>
    public sealed class Success : Status
    {
        public static readonly Success Instance = new(null!);

        public readonly object Status;

        public Success(object status) => Status = status;

        public override string ToString() => $"Success: {Status}";
    }

    /// <summary>It failed; as the answer to an Ask it makes the task fail.</summary>
    public sealed class Failure : Status
    {
        public readonly Exception Cause;
        public readonly object? State;

        public Failure(Exception cause)
            : this(cause, null)
        {
        }

        public Failure(Exception cause, object? state)
        {
            Cause = cause;
            State = state;
        }

        public override string ToString() => $"Failure: {Cause}";
    }
}
