using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>Asks a journal for events in a range of sequence numbers.</summary>
public sealed class ReplayMessages(long fromSequenceNr, long toSequenceNr, long max, string persistenceId, IActorRef persistentActor) : IJournalRequest
{
    public long FromSequenceNr { get; } = fromSequenceNr;

    public long ToSequenceNr { get; } = toSequenceNr;

    public long Max { get; } = max;

    public string PersistenceId { get; } = persistenceId;

    public IActorRef PersistentActor { get; } = persistentActor;
}

/// <summary>One stored event.</summary>
public sealed class ReplayedMessage(IPersistentRepresentation persistent) : IJournalResponse, IDeadLetterSuppression
{
    public IPersistentRepresentation Persistent { get; } = persistent;
}

/// <summary>All events were replayed; carries the highest sequence number in the journal.</summary>
public sealed class RecoverySuccess(long highestSequenceNr) : IJournalResponse, IDeadLetterSuppression
{
    public long HighestSequenceNr { get; } = highestSequenceNr;
}

/// <summary>The replay broke off.</summary>
public sealed class ReplayMessagesFailure(Exception cause) : IJournalResponse, IDeadLetterSuppression
{
    public Exception Cause { get; } = cause;
}

/// <summary>Asks a journal to delete all events up to a sequence number.</summary>
public sealed class DeleteMessagesTo(string persistenceId, long toSequenceNr, IActorRef persistentActor) : IJournalRequest
{
    public string PersistenceId { get; } = persistenceId;

    public long ToSequenceNr { get; } = toSequenceNr;

    public IActorRef PersistentActor { get; } = persistentActor;
}

/// <summary>The events up to that sequence number are deleted.</summary>
public sealed class DeleteMessagesSuccess(long toSequenceNr)
{
    public long ToSequenceNr { get; } = toSequenceNr;
}

/// <summary>The events could not be deleted.</summary>
public sealed class DeleteMessagesFailure(Exception cause, long toSequenceNr)
{
    public Exception Cause { get; } = cause;

    public long ToSequenceNr { get; } = toSequenceNr;
}
