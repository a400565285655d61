using Akka.Actor;
using Akka.Persistence;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Actors.Journal;

/// <summary>Reads one persistent actor's events from a run's journal without being that actor: nothing is written.</summary>
public static class JournalEvents
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The events in their order; none where the run stopped before it had a journal.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="folder">The run.</param>
    /// <param name="persistenceId">The actor that wrote them: run or replay.</param>
    /// <param name="cancellation">Gives up reading.</param>
    /// <exception cref="RunConfigException">A newer version wrote the journal.</exception>
    /// <exception cref="StorageException">The journal is damaged or cannot be read.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(RunFolder folder, string persistenceId, CancellationToken cancellation)
        where T : class
    {
        if (!JournalFile.Check(folder))
        {
            return [];
        }

        var system = ActorSystem.Create("awac-history", RunSystem.Configuration(folder));
        try
        {
            var completion = new TaskCompletionSource<IReadOnlyList<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
            system.ActorOf(Props.Create(() => new Reader<T>(folder, persistenceId, completion)), "history");
            return await completion.Task.WaitAsync(Patience, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
            JournalFile.Release(folder);
        }
    }

    private sealed class Reader<T> : ReceivePersistentActor
        where T : class
    {
        private readonly List<T> events = [];
        private readonly RunFolder folder;
        private readonly TaskCompletionSource<IReadOnlyList<T>> completion;

        public Reader(RunFolder folder, string persistenceId, TaskCompletionSource<IReadOnlyList<T>> completion)
        {
            PersistenceId = persistenceId;
            this.folder = folder;
            this.completion = completion;
            Recover<T>(events.Add);
            Recover<RecoveryCompleted>(_ => completion.TrySetResult(events));
        }

        public override string PersistenceId { get; }

        // All state is in events and checkpoints. A run that was killed while its journal was made may not even have the snapshots' table.
        public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

        protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
            completion.TrySetException(JournalFaults.Explain(reason, folder));
    }
}
