using System.Collections.Immutable;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>
/// The base of persistent actors: state follows from events, events are stored before their handlers run, and a new incarnation gets the
/// youngest snapshot and the events after it before any command.
/// </summary>
public abstract partial class Eventsourced : ActorBase, IPersistentIdentity, IPersistenceRecovery, IWithUnboundedStash
{
    private static int s_lastInstanceId;

    private readonly int _instanceId = Interlocked.Increment(ref s_lastInstanceId);
    private readonly string _writerGuid = Guid.NewGuid().ToString("N");
    private readonly ActorStash _internalStash;
    private readonly Queue<IPendingHandlerInvocation> _pendingInvocations = new();

    /// <summary>What the current message handler has persisted so far.</summary>
    private List<IPersistentEnvelope> _eventBatch = [];

    /// <summary>What waits for the write in progress to end.</summary>
    private List<IPersistentEnvelope> _journalBatch = [];

    private bool _isWriteInProgress;
    private int _pendingStashingInvocations;
    private long _sequenceNr;
    private IActorRef? _journal;
    private IActorRef? _snapshotStore;

    protected Eventsourced()
    {
        Extension = Persistence.Instance.Apply(Context.System);
        _internalStash = new ActorStash(Cell);
        _currentState = RecoveryStarted;
    }

    protected PersistenceExtension Extension { get; }

    protected virtual ILoggingAdapter Log => _log ??= Context.GetLogger();

    public abstract string PersistenceId { get; }

    public IStash Stash { get; set; } = null!;

    public virtual Recovery Recovery => Recovery.Default;

    public string? JournalPluginId { get; protected set; }

    public string? SnapshotPluginId { get; protected set; }

    public IActorRef Journal => _journal ??= Extension.JournalFor(JournalPluginId);

    public IActorRef SnapshotStore => _snapshotStore ??= Extension.SnapshotStoreFor(SnapshotPluginId);

    public string SnapshotterId => PersistenceId;

    /// <summary>Whether events are still being replayed, so that nothing can be persisted.</summary>
    public bool IsRecovering => _isRecovering;

    public bool IsRecoveryFinished => !_isRecovering;

    /// <summary>The number of the last event that was replayed or stored.</summary>
    public long LastSequenceNr { get; private set; }

    public long SnapshotSequenceNr => LastSequenceNr;

    /// <summary>Handles replayed events, <see cref="SnapshotOffer"/> and <see cref="RecoveryCompleted"/>; must have no side effects.</summary>
    protected abstract bool ReceiveRecover(object message);

    /// <summary>Handles commands.</summary>
    protected abstract bool ReceiveCommand(object message);

    /// <summary>Stores an event, then calls the handler; no command is handled in between.</summary>
    public void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        RefuseWhileRecovering();
        _pendingStashingInvocations++;
        _pendingInvocations.Enqueue(new StashingHandlerInvocation(@event!, o => handler((TEvent)o)));
        _eventBatch.Add(new AtomicWrite(Represent(@event!)));
    }

    /// <summary>Stores events all or none, then calls the handler for each in order; no command is handled in between.</summary>
    public void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        RefuseWhileRecovering();
        var represented = ImmutableList.CreateBuilder<IPersistentRepresentation>();
        Action<object> invoke = o => handler((TEvent)o);
        foreach (var @event in events)
        {
            _pendingStashingInvocations++;
            _pendingInvocations.Enqueue(new StashingHandlerInvocation(@event!, invoke));
            represented.Add(Represent(@event!));
        }

        if (represented.Count > 0)
            _eventBatch.Add(new AtomicWrite(represented.ToImmutable()));
    }

    /// <summary>Stores an event, then calls the handler; commands go on in between.</summary>
    public void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        RefuseWhileRecovering();
        _pendingInvocations.Enqueue(new AsyncHandlerInvocation(@event!, o => handler((TEvent)o)));
        _eventBatch.Add(new AtomicWrite(Represent(@event!)));
    }

    /// <summary>Stores events all or none, then calls the handler for each in order; commands go on in between.</summary>
    public void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        RefuseWhileRecovering();
        var represented = ImmutableList.CreateBuilder<IPersistentRepresentation>();
        Action<object> invoke = o => handler((TEvent)o);
        foreach (var @event in events)
        {
            _pendingInvocations.Enqueue(new AsyncHandlerInvocation(@event!, invoke));
            represented.Add(Represent(@event!));
        }

        if (represented.Count > 0)
            _eventBatch.Add(new AtomicWrite(represented.ToImmutable()));
    }

    /// <summary>Calls the handler after the handlers of everything persisted before, without storing anything.</summary>
    public void DeferAsync<TEvent>(TEvent evt, Action<TEvent> handler)
    {
        RefuseWhileRecovering();
        if (_pendingInvocations.Count == 0)
        {
            handler(evt);
            return;
        }

        _pendingInvocations.Enqueue(new AsyncHandlerInvocation(evt!, o => handler((TEvent)o)));
        _eventBatch.Add(new NonPersistentMessage(evt!, Sender));
    }

    /// <summary>Deletes events up to a number; answered by <see cref="DeleteMessagesSuccess"/> or <see cref="DeleteMessagesFailure"/>.</summary>
    public void DeleteMessages(long toSequenceNr) => Journal.Tell(new DeleteMessagesTo(PersistenceId, toSequenceNr, Self), Self);

    public void LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr) =>
        SnapshotStore.Tell(new LoadSnapshot(persistenceId, criteria, toSequenceNr), Self);

    /// <summary>Stores a snapshot; answered by <see cref="SaveSnapshotSuccess"/> or <see cref="SaveSnapshotFailure"/>.</summary>
    public void SaveSnapshot(object snapshot) =>
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(SnapshotterId, SnapshotSequenceNr), snapshot), Self);

    public void DeleteSnapshot(long sequenceNr) =>
        SnapshotStore.Tell(new DeleteSnapshot(new SnapshotMetadata(SnapshotterId, sequenceNr)), Self);

    public void DeleteSnapshots(SnapshotSelectionCriteria criteria) => SnapshotStore.Tell(new DeleteSnapshots(SnapshotterId, criteria), Self);

    /// <summary>The journal failed to store an event; the actor stops afterwards, since its state may differ from the journal's.</summary>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "Failed to persist {0} with sequence number {1} for persistence id [{2}]; the actor stops.", @event.GetType(), sequenceNr, PersistenceId);

    /// <summary>The journal refused an event without storing it; the actor goes on.</summary>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "The journal rejected {0} with sequence number {1} for persistence id [{2}]: {3}", @event.GetType(), sequenceNr, PersistenceId, cause.Message);

    /// <summary>Recovery failed; the actor stops afterwards.</summary>
    protected virtual void OnRecoveryFailure(Exception reason, object? message = null)
    {
        if (message is null)
            Log.Error(reason, "Recovery of persistence id [{0}] failed after sequence number {1}: {2}", PersistenceId, LastSequenceNr, reason.Message);
        else
            Log.Error(reason, "Recovery of persistence id [{0}] failed on {1} with sequence number {2}: {3}", PersistenceId, message.GetType(), LastSequenceNr, reason.Message);
    }

    /// <summary>All events were replayed.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    protected override void Unhandled(object message)
    {
        switch (message)
        {
            case RecoveryCompleted:
                break;
            case SaveSnapshotFailure failure:
                Log.Warning("Failed to save {0}: {1}", failure.Metadata, failure.Cause.Message);
                break;
            case DeleteSnapshotFailure failure:
                Log.Warning("Failed to delete {0}: {1}", failure.Metadata, failure.Cause.Message);
                break;
            case DeleteSnapshotsFailure failure:
                Log.Warning("Failed to delete the snapshots of [{0}] within {1}: {2}", PersistenceId, failure.Criteria, failure.Cause.Message);
                break;
            case DeleteMessagesFailure failure:
                Log.Warning("Failed to delete the events of [{0}] up to {1}: {2}", PersistenceId, failure.ToSequenceNr, failure.Cause.Message);
                break;
            default:
                base.Unhandled(message);
                break;
        }
    }

    private void RefuseWhileRecovering()
    {
        if (IsRecovering)
            throw new InvalidOperationException("Nothing can be persisted during replay; events can be persisted from RecoveryCompleted on.");
    }

    private Persistent Represent(object payload) =>
        new(payload, ++_sequenceNr, PersistenceId, sender: Sender, writerGuid: _writerGuid);
}
