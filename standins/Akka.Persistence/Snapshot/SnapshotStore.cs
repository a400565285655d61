using Akka.Actor;

namespace Akka.Persistence.Snapshot;

/// <summary>The base of snapshot stores: turns requests into calls of the plugin's asynchronous methods.</summary>
public abstract class SnapshotStore : ActorBase
{
    protected abstract Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Stores a snapshot, replacing one with the same sequence number.</summary>
    protected abstract Task SaveAsync(SnapshotMetadata metadata, object snapshot);

    /// <summary>Deletes one snapshot; of any time, if the metadata has none.</summary>
    protected abstract Task DeleteAsync(SnapshotMetadata metadata);

    protected abstract Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Messages of the plugin's own.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message)
    {
        switch (message)
        {
            case LoadSnapshot load:
                _ = AnswerAsync(Sender, Self, () => LoadAsync(load), e => new LoadSnapshotFailed(e));
                return true;
            case SaveSnapshot save:
                // Stores compare times, so the time is the store's, not the actor's.
                var metadata = new SnapshotMetadata(save.Metadata.PersistenceId, save.Metadata.SequenceNr, DateTime.UtcNow);
                _ = AnswerAsync(Sender, Self, () => SaveAsync(metadata, save), e => new SaveSnapshotFailure(metadata, e));
                return true;
            case DeleteSnapshot delete:
                _ = AnswerAsync(Sender, Self, () => DeleteAsync(delete), e => new DeleteSnapshotFailure(delete.Metadata, e));
                return true;
            case DeleteSnapshots delete:
                _ = AnswerAsync(Sender, Self, () => DeleteAsync(delete), e => new DeleteSnapshotsFailure(delete.Criteria, e));
                return true;
            default:
                return ReceivePluginInternal(message);
        }
    }

    private async Task<object> LoadAsync(LoadSnapshot load)
    {
        if (load.Criteria.Equals(SnapshotSelectionCriteria.None))
            return new LoadSnapshotResult(null, load.ToSequenceNr);
        var found = await LoadAsync(load.PersistenceId, load.Criteria.Limit(load.ToSequenceNr)).ConfigureAwait(false);
        return new LoadSnapshotResult(found, load.ToSequenceNr);
    }

    private async Task<object> SaveAsync(SnapshotMetadata metadata, SaveSnapshot save)
    {
        await SaveAsync(metadata, save.Snapshot).ConfigureAwait(false);
        return new SaveSnapshotSuccess(metadata);
    }

    private async Task<object> DeleteAsync(DeleteSnapshot delete)
    {
        await DeleteAsync(delete.Metadata).ConfigureAwait(false);
        return new DeleteSnapshotSuccess(delete.Metadata);
    }

    private async Task<object> DeleteAsync(DeleteSnapshots delete)
    {
        await DeleteAsync(delete.PersistenceId, delete.Criteria).ConfigureAwait(false);
        return new DeleteSnapshotsSuccess(delete.Criteria);
    }

    private static async Task AnswerAsync(IActorRef sender, IActorRef self, Func<Task<object>> work, Func<Exception, object> failure)
    {
        object answer;
        try
        {
            answer = await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            answer = failure(e is AggregateException { InnerException: { } inner } ? inner : e);
        }

        sender.Tell(answer, self);
    }
}
