using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Asks a journal to write envelopes in order; each reply goes to <see cref="PersistentActor"/>.</summary>
public sealed class WriteMessages(IEnumerable<IPersistentEnvelope> messages, IActorRef persistentActor, int actorInstanceId) : IJournalRequest
{
    public IEnumerable<IPersistentEnvelope> Messages { get; } = messages;

    public IActorRef PersistentActor { get; } = persistentActor;

    public int ActorInstanceId { get; } = actorInstanceId;
}

/// <summary>The batch is stored (single events may still have been rejected); the replies for its events follow.</summary>
public sealed class WriteMessagesSuccessful : IJournalResponse
{
    private WriteMessagesSuccessful()
    {
    }

    public static WriteMessagesSuccessful Instance { get; } = new();
}

/// <summary>The batch could not be stored; the failures of its events follow.</summary>
public sealed class WriteMessagesFailed(Exception cause, int writeCount) : IJournalResponse
{
    public Exception Cause { get; } = cause;

    public int WriteCount { get; } = writeCount;
}

/// <summary>One event is stored.</summary>
public sealed class WriteMessageSuccess(IPersistentRepresentation persistent, int actorInstanceId) : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public int ActorInstanceId { get; } = actorInstanceId;
}

/// <summary>The journal refused one event, for example because it cannot be serialised; nothing of its write was stored.</summary>
public sealed class WriteMessageRejected(IPersistentRepresentation persistent, Exception cause, int actorInstanceId) : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public Exception Cause { get; } = cause;

    public int ActorInstanceId { get; } = actorInstanceId;
}

/// <summary>One event could not be stored, or it is unknown whether it was.</summary>
public sealed class WriteMessageFailure(IPersistentRepresentation persistent, Exception cause, int actorInstanceId) : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public Exception Cause { get; } = cause;

    public int ActorInstanceId { get; } = actorInstanceId;
}

/// <summary>A message that only passed through the journal for its place in the order (DeferAsync).</summary>
public sealed class LoopMessageSuccess(object message, int actorInstanceId) : IJournalResponse
{
    public object Message { get; } = message;

    public int ActorInstanceId { get; } = actorInstanceId;
}
