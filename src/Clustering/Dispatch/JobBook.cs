using AwacAkka.Actors.Rollouts;
using AwacAkka.Clustering.Configuration;

namespace AwacAkka.Clustering.Dispatch;

/// <summary>
/// Which jobs of a run wait, and which node is at which. What a job yields depends on the job alone, so it may be given to two nodes: the first
/// result counts, and no result is ever wrong, only late. Nothing here knows actors or clocks; time is a number of seconds that grows.
/// </summary>
/// <typeparam name="TNode">What stands for a node.</typeparam>
/// <param name="hedging">When a job is given to a second node.</param>
internal sealed class JobBook<TNode>(Hedging hedging)
    where TNode : class
{
    private readonly Dictionary<TNode, Offer> offers = [];
    private readonly Dictionary<long, Entry> jobs = [];
    private readonly LinkedList<Entry> slots = new();
    private readonly LinkedList<Entry> episodes = new();
    private readonly Turnaround slotTimes = new();
    private readonly Turnaround episodeTimes = new();
    private long numbers;

    /// <summary>Jobs that no node is at.</summary>
    public int Waiting => slots.Count + episodes.Count;

    /// <summary>Jobs that a node is at.</summary>
    public int UnderWay => jobs.Count - Waiting;

    /// <summary>Jobs that were given to a second node, ever.</summary>
    public long Hedges { get; private set; }

    /// <summary>Jobs that were taken from a node that went, ever.</summary>
    public long Returned { get; private set; }

    /// <summary>The nodes that offer workers.</summary>
    public IReadOnlyCollection<TNode> Nodes => offers.Keys;

    /// <summary>A job comes.</summary>
    /// <returns>Its number.</returns>
    public long Add(WorkerJob job)
    {
        var entry = new Entry(++numbers, job);
        jobs.Add(entry.Number, entry);
        Queue(job).AddLast(entry);
        return entry.Number;
    }

    /// <summary>A node says how many jobs it takes at a time.</summary>
    public void Offered(TNode node, int most)
    {
        if (offers.TryGetValue(node, out var offer))
        {
            offer.Most = most;
        }
        else
        {
            offers.Add(node, new Offer { Most = most });
        }
    }

    /// <summary>A node is gone, or cannot be reached: its jobs are for others, before all that wait.</summary>
    public void Gone(TNode node)
    {
        if (!offers.Remove(node, out var offer))
        {
            return;
        }

        foreach (var number in offer.Jobs.OrderDescending())
        {
            GiveBack(node, jobs[number]);
        }
    }

    /// <summary>A node gives a job back that it has not begun.</summary>
    public void GivenBack(TNode node, long number)
    {
        if (offers.TryGetValue(node, out var offer) && offer.Jobs.Remove(number))
        {
            GiveBack(node, jobs[number]);
        }
    }

    /// <summary>A node takes no more jobs and finishes those that it is at.</summary>
    public void Leaves(TNode node)
    {
        if (offers.TryGetValue(node, out var offer))
        {
            offer.Most = 0;
        }
    }

    /// <summary>Whether a node is at a job, and its result counts.</summary>
    public bool IsAt(TNode node, long number) => jobs.TryGetValue(number, out var entry) && entry.At.ContainsKey(node);

    /// <summary>A job's result is here, or its failure.</summary>
    /// <param name="node">Where from.</param>
    /// <param name="number">The job.</param>
    /// <param name="now">The time.</param>
    /// <param name="isDone">Whether it has a result; a failure says nothing of how long jobs take.</param>
    /// <returns>The job, and the nodes that are at it in vain; null where another was first, or the node was given up.</returns>
    public (WorkerJob Job, IReadOnlyList<TNode> InVain)? Answered(TNode node, long number, double now, bool isDone)
    {
        if (!jobs.TryGetValue(number, out var entry) || !entry.At.TryGetValue(node, out var since))
        {
            return null;
        }

        jobs.Remove(number);
        foreach (var at in entry.At.Keys)
        {
            offers[at].Jobs.Remove(number);
        }

        if (isDone)
        {
            Times(entry.Job).Add((now - since) / Steps(entry.Job));
        }

        return (entry.Job, [.. entry.At.Keys.Where(at => !at.Equals(node))]);
    }

    /// <summary>Gives jobs to nodes that have room: slots before episodes, as the learner waits for them; the emptiest node first.</summary>
    public IReadOnlyList<Assignment<TNode>> Assign(double now)
    {
        var assigned = new List<Assignment<TNode>>();
        while (Waiting > 0 && Emptiest(_ => true) is { } node)
        {
            var queue = slots.Count > 0 ? slots : episodes;
            var entry = queue.First!.Value;
            queue.RemoveFirst();
            assigned.Add(Give(node, entry, now, isHedge: false));
        }

        if (Waiting == 0)
        {
            Hedge(now, assigned);
        }

        return assigned;
    }

    private void Hedge(double now, List<Assignment<TNode>> assigned)
    {
        foreach (var entry in jobs.Values.Where(entry => entry.At.Count == 1 && IsLate(entry, now)).OrderBy(entry => entry.Number))
        {
            if (Emptiest(node => !entry.At.ContainsKey(node)) is not { } node)
            {
                return;
            }

            Hedges++;
            assigned.Add(Give(node, entry, now, isHedge: true));
        }
    }

    private bool IsLate(Entry entry, double now) =>
        Times(entry.Job).Median is { } median
        && now - entry.At.Values.Min() > Math.Max(hedging.AtLeast.TotalSeconds, hedging.Multiple * median * Steps(entry.Job));

    private Assignment<TNode> Give(TNode node, Entry entry, double now, bool isHedge)
    {
        offers[node].Jobs.Add(entry.Number);
        entry.At.Add(node, now);
        return new Assignment<TNode>(node, entry.Number, entry.Job, isHedge);
    }

    private TNode? Emptiest(Func<TNode, bool> isPossible)
    {
        TNode? best = default;
        var least = 1.0;
        foreach (var (node, offer) in offers)
        {
            var load = offer.Most > 0 ? (double)offer.Jobs.Count / offer.Most : 1;
            if (load < least && isPossible(node))
            {
                (best, least) = (node, load);
            }
        }

        return best;
    }

    private void GiveBack(TNode node, Entry entry)
    {
        entry.At.Remove(node);
        Returned++;
        if (entry.At.Count == 0)
        {
            Queue(entry.Job).AddFirst(entry);
        }
    }

    private LinkedList<Entry> Queue(WorkerJob job) => job is RunSlot ? slots : episodes;

    private Turnaround Times(WorkerJob job) => job is RunSlot ? slotTimes : episodeTimes;

    private static int Steps(WorkerJob job) => Math.Max(1, job is RunSlot slot ? slot.Steps : ((RunEpisode)job).Steps);

    private sealed record Entry(long Number, WorkerJob Job)
    {
        /// <summary>The nodes that are at it, and since when.</summary>
        public Dictionary<TNode, double> At { get; } = [];
    }

    private sealed class Offer
    {
        public int Most { get; set; }

        public HashSet<long> Jobs { get; } = [];
    }
}
