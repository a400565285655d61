using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Runs;

/// <summary>What is left of a recorded run to look at: its checkpoints, and samples of the transitions that it had. Changes nothing.</summary>
public sealed class RunPast
{
    private readonly RecordedRun run;
    private readonly ILookup<int, ChunkStored> chunks;

    private RunPast(RecordedRun run, IEnumerable<ChunkStored> chunks)
    {
        this.run = run;
        this.chunks = chunks.OrderBy(chunk => chunk.Slot).ToLookup(chunk => chunk.Round);
    }

    /// <summary>Reads the run's transitions.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StorageException">The journal is damaged.</exception>
    public static async Task<RunPast> ReadAsync(RecordedRun run, CancellationToken cancellation) =>
        new(run, await JournalEvents.ReadAsync<ChunkStored>(run.Folder, ReplayActor.Id, cancellation).ConfigureAwait(false));

    /// <summary>The training states that there are undamaged checkpoints of, in their order.</summary>
    /// <param name="onDamage">Hears the path of one that is not what was written.</param>
    public IEnumerable<RestoredState> Checkpoints(Action<string> onDamage)
    {
        var store = new CheckpointStore(run.Folder, keep: 1);
        return run.History.Trained.Select(round => store.Restore([round], onDamage)).OfType<RestoredState>();
    }

    /// <summary>Transitions of the dataset at even distances; null where there is none, or the journal no longer holds it.</summary>
    /// <param name="most">Most transitions.</param>
    public TransitionChunk? Dataset(int most) => Sample(chunks[ChunkStored.OfflineRound], run.History.OfflineTransitions, most);

    /// <summary>
    /// Transitions that were collected last up to the end of an online round: all of as many whole rounds as it takes, or of more than are wanted
    /// some at even distances. Null where there are none.
    /// </summary>
    /// <param name="round">The round.</param>
    /// <param name="most">Most transitions.</param>
    public TransitionChunk? Collected(int round, int most)
    {
        var first = round + 1;
        for (var count = 0; first > 0 && count < most;)
        {
            count += chunks[--first].Sum(chunk => chunk.Chunk.Count);
        }

        return Sample(Enumerable.Range(first, round + 1 - first).SelectMany(number => chunks[number]), long.MaxValue, most);
    }

    private static TransitionChunk? Sample(IEnumerable<ChunkStored> stored, long first, int most)
    {
        TransitionChunk[] parts = [.. stored.Select(chunk => chunk.Chunk)];
        if (parts.Length == 0 || first == 0)
        {
            return null;
        }

        var all = TransitionChunk.Concatenate(parts);
        var count = (int)Math.Min(all.Count, first);
        var sample = TransitionChunk.Allocate(Math.Min(count, most), all.ObservationDimension, all.ActionDimension);
        for (var i = 0; i < sample.Count; i++)
        {
            all.CopyTo((int)((long)i * count / sample.Count), sample, i, 1);
        }

        return sample;
    }
}
