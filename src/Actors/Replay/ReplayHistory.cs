using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Reporting;
using AwacAkka.Learning.Data;

namespace AwacAkka.Actors.Replay;

/// <summary>Reads back every transition that a run collected itself, from its journal: a medium-replay set is a young run's memory.</summary>
public static class ReplayHistory
{
    /// <summary>
    /// The online transitions of a run, stream after stream, so that episodes stand together; a stream's last transition counts as cut
    /// by a time limit. Each chunk is checked against its checksum.
    /// </summary>
    /// <exception cref="RunConfigException">There is no journal.</exception>
    /// <exception cref="RunFailedException">The journal cannot be read.</exception>
    /// <exception cref="DatasetException">It holds no online transitions.</exception>
    public static async Task<TransitionChunk> ReadAsync(RunFolder folder)
    {
        var stored = await JournalEvents.ReadAsync<ChunkStored>(folder, ReplayActor.Id, CancellationToken.None).ConfigureAwait(false);
        ChunkStored[] online = [.. stored.Where(c => c.Round != ChunkStored.OfflineRound).OrderBy(c => (c.Slot, c.Round))];
        return online.Length > 0
            ? Join(online)
            : throw new DatasetException("the run has collected no transitions of its own");
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
}
