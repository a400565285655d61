using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Keeps messages for later; all of them return to the mailbox when the actor restarts or stops.</summary>
public interface IStash
{
    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>The most messages it takes; negative for no limit.</summary>
    int Capacity { get; }

    /// <summary>Keeps the current message.</summary>
    void Stash();

    /// <summary>Puts the oldest message back, before all others in the mailbox.</summary>
    void Unstash();

    void UnstashAll();

    void UnstashAll(Func<Envelope, bool> predicate);

    IEnumerable<Envelope> ClearStash();

    void Prepend(IEnumerable<Envelope> envelopes);
}

/// <summary>Asks for a stash.</summary>
public interface IActorStash
{
    IStash Stash { get; set; }
}

/// <summary>Asks for a stash on whatever mailbox the actor has.</summary>
public interface IWithUnrestrictedStash : IActorStash;

/// <summary>Asks for a stash.</summary>
public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>;

/// <summary>Asks for a stash without a limit.</summary>
public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;

/// <summary>The stash of one actor instance.</summary>
internal sealed class ActorStash(ActorCell cell) : IStash
{
    private readonly LinkedList<Envelope> _messages = new();
    private int _lastEnvelopeId = -1;

    public int Count => _messages.Count;

    public bool IsEmpty => _messages.Count == 0;

    public bool NonEmpty => _messages.Count > 0;

    public bool IsFull => false;

    public int Capacity => -1;

    public void Stash()
    {
        var message = cell.CurrentMessage ?? throw new IllegalActorStateException("There is no current message to stash.");
        if (_lastEnvelopeId == cell.CurrentEnvelopeId)
            throw new IllegalActorStateException($"The current message ({message}) is in the stash of {cell.Self} already.");
        _lastEnvelopeId = cell.CurrentEnvelopeId;
        _messages.AddLast(new Envelope(message, cell.Sender));
    }

    public void Unstash()
    {
        if (_messages.First is not { } oldest) return;
        _messages.RemoveFirst();
        cell.Mailbox.Prepend([oldest.Value]);
    }

    public void UnstashAll() => cell.Mailbox.Prepend(ClearStash());

    public void UnstashAll(Func<Envelope, bool> predicate) => cell.Mailbox.Prepend(ClearStash().Where(predicate));

    public IEnumerable<Envelope> ClearStash()
    {
        var all = _messages.ToArray();
        _messages.Clear();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse()) _messages.AddFirst(envelope);
    }
}
