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

    /// <summary>The events in their order.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="folder">The run.</param>
    /// <param name="persistenceId">The actor that wrote them: run or replay.</param>
    /// <param name="cancellation">Gives up reading.</param>
    /// <exception cref="RunConfigException">There is no journal, or a newer version wrote it.</exception>
    /// <exception cref="RunFailedException">The journal is damaged or cannot be read.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(RunFolder folder, string persistenceId, CancellationToken cancellation)
        where T : class
    {
        if (!File.Exists(folder.Journal))
        {
            throw new RunConfigException($"'{folder.FullPath}' has no journal {Path.GetFileName(folder.Journal)}, so no run can be read from it");
        }

        var system = ActorSystem.Create("awac-history", RunSystem.Configuration(folder));
        try
        {
            var completion = new TaskCompletionSource<IReadOnlyList<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
            system.ActorOf(Props.Create(() => new Reader<T>(persistenceId, completion)), "history");
            return await completion.Task.WaitAsync(Patience, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }

    /// <summary>What a failed recovery tells the user.</summary>
    internal static Exception Explain(Exception reason)
    {
        for (var cause = reason; cause is not null; cause = cause.InnerException)
        {
            if (cause is NewerJournalException)
            {
                return new RunConfigException(cause.Message, reason);
            }

            if (cause is InvalidDataException)
            {
                return new RunFailedException($"the run's journal is damaged: {cause.Message}", reason);
            }
        }

        return new RunFailedException($"the run's journal cannot be read: {reason.Message}", reason);
    }

    private sealed class Reader<T> : ReceivePersistentActor
        where T : class
    {
        private readonly List<T> events = [];
        private readonly TaskCompletionSource<IReadOnlyList<T>> completion;

        public Reader(string persistenceId, TaskCompletionSource<IReadOnlyList<T>> completion)
        {
            PersistenceId = persistenceId;
            this.completion = completion;
            Recover<T>(events.Add);
            Recover<RecoveryCompleted>(_ => completion.TrySetResult(events));
        }

        public override string PersistenceId { get; }

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => completion.TrySetException(Explain(reason));
    }
}
