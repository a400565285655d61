using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Records;

/// <summary>
/// The replay actor's event: up to about 1,000 transitions as one blob. Round -1 is the offline data, in the order of
/// <paramref name="Slot"/>; a later round's chunk says where its stream stands afterwards.
/// </summary>
/// <param name="Round">The online round, or -1.</param>
/// <param name="Slot">The stream, or the chunk's number in the offline data.</param>
/// <param name="Chunk">The transitions.</param>
/// <param name="End">Where the stream stands; null for offline data.</param>
/// <param name="Episodes">Episodes that ended.</param>
public sealed record ChunkStored(int Round, uint Slot, TransitionChunk Chunk, SlotState? End, IReadOnlyList<EpisodeSummary> Episodes)
{
    /// <summary>The round number of offline data.</summary>
    public const int OfflineRound = -1;
}
