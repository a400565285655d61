using Akka.Actor;

namespace Akka.Persistence;

/// <content>The states of a recovery: first the snapshot, then the events. Commands wait in the internal stash.</content>
public abstract partial class Eventsourced
{
    private ICancelable? _recoveryTimer;
    private TimeSpan _recoveryTimeout;
    private bool _sawProgress;
    private long _replayMax;

    private bool RecoveryBehavior(object message) => message switch
    {
        IPersistentRepresentation @event => ReceiveRecover(@event.Payload),
        SnapshotOffer or RecoveryCompleted => ReceiveRecover(message),
        _ => false,
    };

    private void StartRecovery()
    {
        if (string.IsNullOrEmpty(PersistenceId))
            throw new InvalidOperationException($"{GetType()} has no PersistenceId.");

        // Both stores are looked up here, so that a wrong configuration fails the start and not a later event.
        var journal = Journal;
        _ = SnapshotStore;
        var recovery = Recovery;
        _replayMax = recovery.ReplayMax;
        _recoveryTimeout = Extension.ConfigFor(journal).GetTimeSpan("recovery-event-timeout");
        _currentState = RecoveryStarted;
        StartRecoveryTimer(snapshot: true);
        LoadSnapshot(SnapshotterId, recovery.FromSnapshot, recovery.ToSequenceNr);
    }

    private void RecoveryStarted(Receive receive, object message)
    {
        switch (message)
        {
            case LoadSnapshotResult result:
                CancelRecoveryTimer();
                if (result.Snapshot is { } snapshot && !TryOffer(snapshot))
                    return;
                _currentState = Replaying;
                StartRecoveryTimer(snapshot: false);
                Journal.Tell(new ReplayMessages(LastSequenceNr + 1, result.ToSequenceNr, _replayMax, PersistenceId, Self), Self);
                break;
            case LoadSnapshotFailed failure:
                FailRecovery(failure.Cause, null);
                break;
            case RecoveryTick { Snapshot: true }:
                FailRecovery(
                    new RecoveryTimedOutException($"Recovery of '{PersistenceId}' got no snapshot within {_recoveryTimeout.TotalSeconds:0.###} s."), null);
                break;
            case RecoveryTick:
                break;
            default:
                _internalStash.Stash();
                break;
        }
    }

    private void Replaying(Receive receive, object message)
    {
        switch (message)
        {
            case ReplayedMessage replayed:
                _sawProgress = true;
                Replay(replayed.Persistent);
                break;
            case RecoverySuccess success:
                CompleteRecovery(success.HighestSequenceNr);
                break;
            case ReplayMessagesFailure failure:
                FailRecovery(failure.Cause, null);
                break;
            case RecoveryTick { Snapshot: false } when !_sawProgress:
                FailRecovery(
                    new RecoveryTimedOutException($"Recovery of '{PersistenceId}' got no event within {_recoveryTimeout.TotalSeconds:0.###} s."), null);
                break;
            case RecoveryTick:
                _sawProgress = false;
                break;
            default:
                _internalStash.Stash();
                break;
        }
    }

    private bool TryOffer(SelectedSnapshot snapshot)
    {
        LastSequenceNr = snapshot.Metadata.SequenceNr;
        var offer = new SnapshotOffer(snapshot.Metadata, snapshot.Snapshot);
        try
        {
            BaseReceive(RecoveryBehavior, offer);
            return true;
        }
        catch (Exception e)
        {
            FailRecovery(e, offer);
            return false;
        }
    }

    private void Replay(IPersistentRepresentation @event)
    {
        try
        {
            LastSequenceNr = Math.Max(LastSequenceNr, @event.SequenceNr);
            BaseReceive(RecoveryBehavior, @event);
        }
        catch (Exception e)
        {
            FailRecovery(e, @event.Payload);
        }
    }

    private void CompleteRecovery(long highestSequenceNr)
    {
        CancelRecoveryTimer();
        OnReplaySuccess();
        // A replay that was cut short, or deleted events, leave gaps; numbers of stored events must never be used again.
        LastSequenceNr = Math.Max(LastSequenceNr, highestSequenceNr);
        _sequenceNr = LastSequenceNr;
        _isRecovering = false;
        try
        {
            BaseReceive(RecoveryBehavior, RecoveryCompleted.Instance);
        }
        finally
        {
            FlushBatch();
            if (_pendingStashingInvocations > 0)
            {
                _currentState = PersistingEvents;
            }
            else
            {
                _currentState = ProcessingCommands;
                _internalStash.UnstashAll();
            }
        }
    }

    private void FailRecovery(Exception cause, object? message)
    {
        CancelRecoveryTimer();
        // No further message must reach the half-recovered state; the stop follows the current message.
        _currentState = static (_, _) => { };
        try
        {
            OnRecoveryFailure(cause, message);
        }
        finally
        {
            Context.Stop(Self);
        }
    }

    private void StartRecoveryTimer(bool snapshot)
    {
        _sawProgress = false;
        if (_recoveryTimeout > TimeSpan.Zero)
        {
            _recoveryTimer = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
                _recoveryTimeout, _recoveryTimeout, Self, new RecoveryTick(snapshot), Self);
        }
    }

    private void CancelRecoveryTimer()
    {
        _recoveryTimer?.Cancel();
        _recoveryTimer = null;
    }
}
