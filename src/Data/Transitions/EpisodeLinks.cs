using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AwacAkka.Data.Transitions;

/// <summary>
/// Which transition of a replay buffer follows which. B follows A where no episode ends with A and B's s is A's s', bit for bit: mostly the next row,
/// and for the last row of a stream's chunk the first row of its next one, which comes a round later. Where several could follow, the newest A gets B.
/// </summary>
/// <remarks>
/// That makes the links of the transitions that a buffer holds a function of those transitions and their order: the same whether they are made round by
/// round or at once, since a transition only follows older ones, and older ones are overwritten first.
/// </remarks>
/// <param name="replay">The buffer.</param>
internal sealed class EpisodeLinks(ReplayBuffer replay)
{
    private const int None = -1;
    private readonly Dictionary<ulong, List<long>> open = []; // transitions that nothing follows, ascending, by the hash of their s'
    private int[] next = []; // by place
    private long linked; // transitions that were looked at, counted as the buffer counts what was appended

    /// <summary>Looks at the transitions that were appended since; while nobody appends.</summary>
    public void Extend()
    {
        var (appended, oldest) = (replay.Appended, replay.Appended - replay.Count);
        if (next.Length < replay.Count)
        {
            Array.Resize(ref next, Math.Max(replay.Count, Math.Min(replay.Capacity, 2 * next.Length)));
        }

        for (var number = Math.Max(linked, oldest); number < appended; number++)
        {
            Link(number, oldest);
        }

        linked = appended;
    }

    /// <summary>The place of what follows; null where nothing does, or where it is not known.</summary>
    public int? After(int place) => next[place] == None ? null : next[place];

    private void Link(long number, long oldest)
    {
        var place = replay.PlaceOf(number);
        next[place] = None;
        if (number > oldest && !replay.EndsAt(replay.PlaceOf(number - 1)))
        {
            var before = replay.PlaceOf(number - 1);
            if (Follows(before, place))
            {
                next[before] = place;
                return;
            }

            ref var ends = ref CollectionsMarshal.GetValueRefOrAddDefault(open, Hash(replay.NextObservationAt(before)), out _);
            (ends ??= []).Add(number - 1);
        }

        Follow(Hash(replay.ObservationAt(place)), place, oldest);
    }

    /// <summary>Lets a transition follow the newest that it can, and forgets those that are overwritten: a run is long, and every round and slot has an end.</summary>
    private void Follow(ulong hash, int place, long oldest)
    {
        if (!open.TryGetValue(hash, out var candidates))
        {
            return;
        }

        candidates.RemoveAll(candidate => candidate < oldest);
        if (candidates.FindLastIndex(candidate => Follows(replay.PlaceOf(candidate), place)) is >= 0 and var found)
        {
            next[replay.PlaceOf(candidates[found])] = place;
            candidates.RemoveAt(found);
        }

        if (candidates.Count == 0)
        {
            open.Remove(hash);
        }
    }

    private bool Follows(int before, int place) => Bytes(replay.NextObservationAt(before)).SequenceEqual(Bytes(replay.ObservationAt(place)));

    private static ulong Hash(ReadOnlySpan<float> observation) => XxHash3.HashToUInt64(Bytes(observation));

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<float> observation) => MemoryMarshal.AsBytes(observation);
}
