using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Files;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Replay;

/// <summary>Reads back every transition that a run collected itself, from its journal: a medium-replay set is a young run's memory.</summary>
public static class ReplayHistory
{
    /// <summary>
    /// The online transitions of a run, stream after stream, so that episodes stand together; a stream's last transition counts as cut
    /// by a time limit. Each chunk is checked against its checksum.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="steps">How many of its first steps, rounded up to whole rounds; all where null.</param>
    /// <exception cref="RunConfigException">There is no journal.</exception>
    /// <exception cref="RunFailedException">The journal cannot be read.</exception>
    /// <exception cref="DatasetException">It holds no online transitions, or fewer than asked for.</exception>
    public static async Task<TransitionChunk> ReadAsync(RunFolder folder, long? steps = null)
    {
        var stored = await JournalEvents.ReadAsync<ChunkStored>(folder, ReplayActor.Id, CancellationToken.None).ConfigureAwait(false);
        ChunkStored[] online = [.. stored.Where(c => c.Round != ChunkStored.OfflineRound)];
        if (online.Length == 0)
        {
            throw new DatasetException("the run has collected no transitions of its own");
        }

        var streams = First(steps ?? 0, online).GroupBy(c => c.Slot).OrderBy(stream => stream.Key);
        return TransitionChunk.Concatenate([.. streams.Select(Stream)]);
    }

    private static TransitionChunk Stream(IEnumerable<ChunkStored> chunks) =>
        TransitionChunk.Concatenate([.. chunks.OrderBy(c => c.Round).Select(c => c.Chunk)]).WithEpisodeEnd();

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
