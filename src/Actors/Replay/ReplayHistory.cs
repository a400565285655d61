using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Files;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Replay;

/// <summary>What the journal holds of the transitions that a run collected itself.</summary>
/// <param name="Transitions">The transitions, stream after stream.</param>
/// <param name="Pruned">How many the run collected before all of these, which have left the journal.</param>
public sealed record CollectedTransitions(TransitionChunk Transitions, long Pruned);

/// <summary>Reads back the transitions that a run collected itself, from its journal: a medium-replay set is a young run's memory.</summary>
public static class ReplayHistory
{
    /// <summary>
    /// The online transitions of a run, stream after stream, so that episodes stand together. A stream's last transition counts as cut by a time
    /// limit, and so does the last one before the stream began anew after failures. Each chunk is checked against its checksum.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="plan">Its schedule, which says how much it collected before what is left.</param>
    /// <param name="steps">How many of its first steps, rounded up to whole rounds; all that are left where null.</param>
    /// <exception cref="RunConfigException">There is no journal.</exception>
    /// <exception cref="RunFailedException">The journal cannot be read.</exception>
    /// <exception cref="DatasetException">It holds no online transitions, no longer the first, or fewer than asked for.</exception>
    public static async Task<CollectedTransitions> ReadAsync(RunFolder folder, RunPlan plan, long? steps = null)
    {
        var stored = await JournalEvents.ReadAsync<ChunkStored>(folder, ReplayActor.Id, CancellationToken.None).ConfigureAwait(false);
        ChunkStored[] online = [.. stored.Where(c => c.Round != ChunkStored.OfflineRound)];
        if (online.Length == 0)
        {
            throw new DatasetException("the run has collected no transitions of its own");
        }

        var pruned = plan.AppendedBefore(online.Min(c => c.Round), dataset: 0);
        if (steps is not null && pruned > 0)
        {
            var kept = online.Sum(c => (long)c.Chunk.Count);
            throw new DatasetException(
                $"the first {pruned} of the {pruned + kept} transitions that the run collected have been pruned from the journal: leave --steps out to take the "
                + $"{kept} that are left; a run with replay.keep-history = true keeps all");
        }

        var chunks = First(steps ?? 0, online).Where(c => c.Chunk.Count > 0); // a last round may have fewer steps than slots
        return new(TransitionChunk.Concatenate([.. chunks.GroupBy(c => c.Slot).OrderBy(stream => stream.Key).SelectMany(Stream)]), pruned);
    }

    /// <summary>A stream's chunks in their order. It began anew where the generation changes: the episode before was left as it stood.</summary>
    private static IEnumerable<TransitionChunk> Stream(IEnumerable<ChunkStored> chunks)
    {
        ChunkStored[] stream = [.. chunks.OrderBy(c => c.Round)];
        return stream.Select((c, i) => stream.ElementAtOrDefault(i + 1)?.End!.Generation == c.End!.Generation ? c.Chunk : c.Chunk.WithEpisodeEnd());
    }

    /// <summary>The chunks of the rounds that the first steps need; of all rounds for 0.</summary>
    private static IEnumerable<ChunkStored> First(long steps, ChunkStored[] online)
    {
        if (steps == 0)
        {
            return online;
        }

        long collected = 0;
        foreach (var round in online.GroupBy(c => c.Round).OrderBy(r => r.Key))
        {
            collected += round.Sum(c => c.Chunk.Count);
            if (collected >= steps)
            {
                return online.Where(c => c.Round <= round.Key);
            }
        }

        throw new DatasetException($"the run has collected {collected} transitions, fewer than the {steps} of --steps");
    }
}
