namespace AwacAkka.Clustering.Serving;

/// <summary>
/// A node's lanes, each of which runs one job at a time, and the runs that want them: whoever waits gets the next free lane in turn, so that a run
/// with many jobs does not keep a run with few from its share.
/// </summary>
/// <typeparam name="TRun">What stands for a run.</typeparam>
/// <param name="lanes">How many jobs run at a time.</param>
internal sealed class LaneShares<TRun>(int lanes)
    where TRun : class
{
    private readonly Dictionary<TRun, Share> runs = [];
    private readonly LinkedList<TRun> turns = new();

    /// <summary>Lanes that nobody has.</summary>
    public int Free => lanes - runs.Values.Sum(share => share.Held);

    /// <summary>The runs.</summary>
    public IReadOnlyCollection<TRun> Runs => runs.Keys;

    /// <summary>How many jobs each run may have here: all lanes busy, and as many again on their way.</summary>
    public int JobsPerRun => runs.Count == 0 ? 2 * lanes : Math.Max(1, (2 * lanes + runs.Count - 1) / runs.Count);

    /// <summary>A run comes.</summary>
    public void Add(TRun run)
    {
        if (runs.TryAdd(run, new Share()))
        {
            turns.AddLast(run);
        }
    }

    /// <summary>A run goes; what it held is free.</summary>
    public void Remove(TRun run)
    {
        runs.Remove(run);
        turns.Remove(run);
    }

    /// <summary>A run has one more job that waits.</summary>
    public void Want(TRun run)
    {
        if (runs.TryGetValue(run, out var share))
        {
            share.Waiting++;
        }
    }

    /// <summary>A job of the run no longer needs its lane.</summary>
    public void Release(TRun run)
    {
        if (runs.TryGetValue(run, out var share) && share.Held > 0)
        {
            share.Held--;
        }
    }

    /// <summary>The run that gets a lane now; null where none is free or wanted.</summary>
    public TRun? Next()
    {
        if (Free <= 0)
        {
            return default;
        }

        for (var turn = turns.First; turn is not null; turn = turn.Next)
        {
            var share = runs[turn.Value];
            if (share.Waiting > 0)
            {
                (share.Waiting, share.Held) = (share.Waiting - 1, share.Held + 1);
                turns.Remove(turn);
                turns.AddLast(turn);
                return turn.Value;
            }
        }

        return default;
    }

    private sealed class Share
    {
        public int Waiting { get; set; }

        public int Held { get; set; }
    }
}
