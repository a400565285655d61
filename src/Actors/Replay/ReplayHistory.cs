using Akka.Actor;
using Akka.Persistence;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;
using AwacAkka.Learning.Data;

namespace AwacAkka.Actors.Replay;

/// <summary>Reads back every transition that a run collected itself, from its journal: a medium-replay set is a young run's memory.</summary>
public static class ReplayHistory
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The online transitions of a run, stream after stream, so that episodes stand together; a stream's last transition counts as cut
    /// by a time limit. Each chunk is checked against its checksum.
    /// </summary>
    /// <exception cref="RunFailedException">The journal cannot be read, or holds no online transitions.</exception>
    public static async Task<TransitionChunk> ReadAsync(RunFolder folder)
    {
        if (!File.Exists(folder.Journal))
        {
            throw new RunFailedException($"the run has no journal '{folder.Journal}'");
        }

        var system = ActorSystem.Create("awac-history", RunSystem.Configuration(folder));
        try
        {
            var completion = new TaskCompletionSource<TransitionChunk>(TaskCreationOptions.RunContinuationsAsynchronously);
            system.ActorOf(Props.Create(() => new Reader(completion)), "history");
            return await completion.Task.WaitAsync(Patience).ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }

    private static TransitionChunk Join(IReadOnlyCollection<ChunkStored> chunks)
    {
        var first = chunks.First().Chunk;
        var joined = TransitionChunk.Allocate(chunks.Sum(c => c.Chunk.Count), first.ObservationDimension, first.ActionDimension);
        var (row, slot) = (0, 0u);
        foreach (var stored in chunks)
        {
            if (row > 0 && stored.Slot != slot)
            {
                joined.Timeouts[row - 1] = !joined.Terminals[row - 1];
            }

            stored.Chunk.CopyTo(0, joined, row, stored.Chunk.Count);
            (row, slot) = (row + stored.Chunk.Count, stored.Slot);
        }

        joined.Timeouts[row - 1] = !joined.Terminals[row - 1];

        return joined;
    }

    /// <summary>Recovers the replay actor's events and gives them away.</summary>
    private sealed class Reader : ReceivePersistentActor
    {
        private readonly SortedDictionary<(uint Slot, int Round), ChunkStored> chunks = [];
        private readonly TaskCompletionSource<TransitionChunk> completion;

        public Reader(TaskCompletionSource<TransitionChunk> completion)
        {
            this.completion = completion;
            Recover<ChunkStored>(stored =>
            {
                if (stored.Round != ChunkStored.OfflineRound)
                {
                    chunks[(stored.Slot, stored.Round)] = stored;
                }
            });
            Recover<RecoveryCompleted>(_ => Complete());
        }

        public override string PersistenceId => "replay";

        protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
            completion.TrySetException(new RunFailedException($"the run's journal cannot be read: {reason.Message}", reason));

        private void Complete()
        {
            if (chunks.Count == 0)
            {
                completion.TrySetException(new DatasetException("the run has collected no transitions of its own"));
            }
            else
            {
                completion.TrySetResult(Join(chunks.Values));
            }
        }
    }
}
