using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Replay;

/// <summary>
/// Stored chunks and the buffer they go to: chunks wait here until their round is complete and may be appended, slot by slot.
/// </summary>
/// <param name="replay">The buffer.</param>
/// <param name="slots">Chunks per round.</param>
/// <param name="firstRound">The first round that counts: what came before it has left the buffer, and soon the journal.</param>
/// <param name="behind">Online rounds that lie behind a fork.</param>
/// <param name="start">Where the streams of a fork stand at its start, by slot.</param>
internal sealed class CollectedRounds(
    ReplayBuffer replay, int slots, int firstRound = ChunkStored.OfflineRound, int behind = 0, IReadOnlyList<SlotState?>? start = null)
{
    private readonly SortedDictionary<(int Round, uint Slot), ChunkStored> waiting = [];
    private readonly SlotState?[] ends = start is null ? new SlotState?[slots] : [.. start];

    /// <summary>Chunks of offline data in the buffer.</summary>
    public int OfflineChunks { get; private set; }

    /// <summary>Online rounds that went into the buffer.</summary>
    public int Rounds { get; private set; } = Math.Max(behind, firstRound);

    /// <summary>Where each stream stands behind the rounds in the buffer; null before its first round.</summary>
    public IReadOnlyList<SlotState?> Ends => [.. ends];

    /// <summary>Takes a stored chunk: offline data go into the buffer at once, and a second chunk of one slot is ignored.</summary>
    /// <exception cref="InvalidDataException">A chunk of the offline data is missing before it.</exception>
    public void Add(ChunkStored stored)
    {
        if (stored.Round < firstRound)
        {
            return;
        }

        if (stored.Round == ChunkStored.OfflineRound)
        {
            if (stored.Slot != OfflineChunks)
            {
                throw new InvalidDataException($"chunk {stored.Slot + 1} of the dataset stands where chunk {OfflineChunks + 1} should");
            }

            replay.Append(stored.Chunk);
            OfflineChunks++;
        }
        else if (stored.Round >= Rounds)
        {
            waiting.TryAdd((stored.Round, stored.Slot), stored);
        }
    }

    /// <summary>Whether a slot's chunk is waiting.</summary>
    public bool Holds(int round, uint slot) => waiting.ContainsKey((round, slot));

    /// <summary>Slots of a round that have no chunk yet.</summary>
    public IReadOnlyList<uint> Missing(int round) => [.. Enumerable.Range(0, slots).Select(s => (uint)s).Where(s => !Holds(round, s))];

    /// <summary>The chunks of a complete round by slot.</summary>
    public IReadOnlyList<ChunkStored> Round(int round) => [.. Enumerable.Range(0, slots).Select(s => waiting[(round, (uint)s)])];

    /// <summary>Appends the next round to the buffer.</summary>
    /// <exception cref="InvalidDataException">It is not the next, or a chunk of it is missing.</exception>
    public void Append(int round)
    {
        if (round != Rounds || Missing(round) is { Count: > 0 })
        {
            throw new InvalidDataException($"the transitions of online round {round + 1} are not complete");
        }

        foreach (var stored in Round(round))
        {
            replay.Append(stored.Chunk);
            ends[stored.Slot] = stored.End;
            waiting.Remove((round, stored.Slot));
        }

        Rounds++;
    }
}
