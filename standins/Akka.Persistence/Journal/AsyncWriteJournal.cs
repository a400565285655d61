using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>
/// The base of journals: turns requests into calls of the plugin's asynchronous methods and sends the replies in the order of the requests.
/// </summary>
public abstract class AsyncWriteJournal : WriteJournalBase, IAsyncRecovery
{
    // Replies leave through this chain, so that a fast write never overtakes the replies of an earlier slow one.
    private Task _lastReply = Task.CompletedTask;

    /// <inheritdoc/>
    public abstract Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback);

    /// <inheritdoc/>
    public abstract Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);

    /// <summary>
    /// Stores the writes, each all or none. A faulted task means that it is unknown what was stored; the list, if any, has one entry per write,
    /// the reason why it was rejected or null.
    /// </summary>
    protected abstract Task<IImmutableList<Exception?>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages);

    protected abstract Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr);

    /// <summary>Messages of the plugin's own.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message) => ReceiveWriteJournal(message) || ReceivePluginInternal(message);

    protected bool ReceiveWriteJournal(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                _lastReply = WriteAsync(_lastReply, write);
                return true;
            case ReplayMessages replay:
                _ = ReplayAsync(replay, Context);
                return true;
            case DeleteMessagesTo delete:
                _ = DeleteAsync(delete);
                return true;
            default:
                return false;
        }
    }

    protected static Exception TryUnwrapException(Exception e) =>
        e is AggregateException { InnerExceptions: [var single] } ? TryUnwrapException(single) : e;

    private async Task WriteAsync(Task previousReply, WriteMessages request)
    {
        var writes = request.Messages.OfType<AtomicWrite>().Count();
        IImmutableList<Exception?>? rejections = null;
        Exception? failure = null;
        try
        {
            if (writes > 0)
            {
                rejections = await WriteMessagesAsync(PreparePersistentBatch(request.Messages).ToList()).ConfigureAwait(false);
                if (rejections is not null && rejections.Count != writes)
                    throw new InvalidOperationException($"The journal answered {rejections.Count} results for {writes} writes.");
            }
        }
        catch (Exception e)
        {
            failure = TryUnwrapException(e);
        }

        await previousReply.ConfigureAwait(false);
        Reply(request, writes, rejections, failure);
    }

    private static void Reply(WriteMessages request, int writes, IImmutableList<Exception?>? rejections, Exception? failure)
    {
        var actor = request.PersistentActor;
        var id = request.ActorInstanceId;
        actor.Tell(failure is null ? WriteMessagesSuccessful.Instance : new WriteMessagesFailed(failure, writes), ActorRefs.NoSender);
        var index = 0;
        foreach (var envelope in request.Messages)
        {
            if (envelope is not AtomicWrite write)
            {
                actor.Tell(new LoopMessageSuccess(envelope.Payload, id), envelope.Sender!);
                continue;
            }

            var rejection = rejections?[index++];
            foreach (var @event in write.Events)
            {
                object reply = failure is not null ? new WriteMessageFailure(@event, failure, id)
                    : rejection is not null ? new WriteMessageRejected(@event, rejection, id)
                    : new WriteMessageSuccess(@event, id);
                actor.Tell(reply, @event.Sender!);
            }
        }
    }

    private async Task ReplayAsync(ReplayMessages request, IActorContext context)
    {
        var actor = request.PersistentActor;
        try
        {
            var highest = await ReadHighestSequenceNrAsync(request.PersistenceId, Math.Max(0, request.FromSequenceNr - 1)).ConfigureAwait(false);
            var to = Math.Min(request.ToSequenceNr, highest);
            if (request.FromSequenceNr <= to)
            {
                await ReplayMessagesAsync(context, request.PersistenceId, request.FromSequenceNr, to, request.Max, Forward).ConfigureAwait(false);
            }

            actor.Tell(new RecoverySuccess(highest), ActorRefs.NoSender);
        }
        catch (Exception e)
        {
            actor.Tell(new ReplayMessagesFailure(TryUnwrapException(e)), ActorRefs.NoSender);
        }

        void Forward(IPersistentRepresentation @event)
        {
            if (!@event.IsDeleted)
                actor.Tell(new ReplayedMessage(@event), ActorRefs.NoSender);
        }
    }

    private async Task DeleteAsync(DeleteMessagesTo request)
    {
        object reply;
        try
        {
            await DeleteMessagesToAsync(request.PersistenceId, request.ToSequenceNr).ConfigureAwait(false);
            reply = new DeleteMessagesSuccess(request.ToSequenceNr);
        }
        catch (Exception e)
        {
            reply = new DeleteMessagesFailure(TryUnwrapException(e), request.ToSequenceNr);
        }

        request.PersistentActor.Tell(reply, ActorRefs.NoSender);
    }
}
