using Akka.Actor;

namespace Akka.Persistence;

/// <content>The two states after recovery: commands run, or they wait for events of Persist and PersistAll to be stored.</content>
public abstract partial class Eventsourced
{
    private void ProcessingCommands(Receive receive, object message)
    {
        if (HandleJournalReply(message))
            return;

        _isInCommand = true;
        _commandEndsLater = false;
        var failed = true;
        try
        {
            BaseReceive(receive, message);
            failed = false;
        }
        finally
        {
            _isInCommand = false;
            if (failed || !_commandEndsLater)
                EndCommand(failed);
        }
    }

    private void PersistingEvents(Receive receive, object message)
    {
        if (!HandleJournalReply(message))
            _internalStash.Stash();
    }

    private void EndCommand(bool failed)
    {
        FlushBatch();
        if (_pendingStashingInvocations > 0)
            _currentState = PersistingEvents;
        else
            Unstash(all: failed);
    }

    private bool HandleJournalReply(object message)
    {
        switch (message)
        {
            // Another instance id: the event of an incarnation before a restart, which is gone together with its handlers.
            case WriteMessageSuccess success:
                if (success.ActorInstanceId == _instanceId)
                {
                    LastSequenceNr = Math.Max(LastSequenceNr, success.Persistent.SequenceNr);
                    InvokeHandler(success.Persistent.Payload);
                }

                return true;
            case LoopMessageSuccess loop:
                if (loop.ActorInstanceId == _instanceId)
                    InvokeHandler(loop.Message);
                return true;
            case WriteMessageRejected rejected:
                if (rejected.ActorInstanceId == _instanceId)
                    Reject(rejected);
                return true;
            case WriteMessageFailure failure:
                if (failure.ActorInstanceId == _instanceId)
                    Fail(failure);
                return true;
            case WriteMessagesSuccessful:
                _isWriteInProgress = false;
                FlushJournalBatch();
                return true;
            case WriteMessagesFailed failed:
                _isWriteInProgress = false;
                // With a write among them the actor is about to be stopped by its failure.
                if (failed.WriteCount == 0)
                    FlushJournalBatch();
                return true;
            case RecoveryTick:
                return true;
            default:
                return false;
        }
    }

    private void InvokeHandler(object payload)
    {
        var invocation = _pendingInvocations.Peek();
        var failed = true;
        try
        {
            invocation.Handler(payload);
            failed = false;
        }
        finally
        {
            FlushBatch();
            CompleteInvocation(failed);
        }
    }

    private void Reject(WriteMessageRejected rejected)
    {
        LastSequenceNr = Math.Max(LastSequenceNr, rejected.Persistent.SequenceNr);
        CompleteInvocation(failed: false);
        OnPersistRejected(rejected.Cause, rejected.Persistent.Payload, rejected.Persistent.SequenceNr);
    }

    private void Fail(WriteMessageFailure failure)
    {
        // State and journal may differ from here on: nothing but the stop may follow.
        _currentState = static (_, _) => { };
        try
        {
            OnPersistFailure(failure.Cause, failure.Persistent.Payload, failure.Persistent.SequenceNr);
        }
        finally
        {
            Context.Stop(Self);
        }
    }

    private void CompleteInvocation(bool failed)
    {
        if (_pendingInvocations.Dequeue() is StashingHandlerInvocation)
            _pendingStashingInvocations--;
        if (_pendingStashingInvocations > 0)
        {
            _currentState = PersistingEvents;
            return;
        }

        _currentState = ProcessingCommands;
        Unstash(all: failed);
    }

    private void Unstash(bool all)
    {
        // One at a time: the command may persist again, and then the others must wait in their order.
        if (all)
            _internalStash.UnstashAll();
        else
            _internalStash.Unstash();
    }

    private void FlushBatch()
    {
        if (_eventBatch.Count > 0)
        {
            _journalBatch.AddRange(_eventBatch);
            _eventBatch = [];
        }

        FlushJournalBatch();
    }

    /// <summary>One write at a time per actor; what comes meanwhile goes with the next one.</summary>
    private void FlushJournalBatch()
    {
        if (_isWriteInProgress || _journalBatch.Count == 0)
            return;
        Journal.Tell(new WriteMessages(_journalBatch, Self, _instanceId), Self);
        _journalBatch = [];
        _isWriteInProgress = true;
    }
}
