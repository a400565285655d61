namespace AwacAkka.Numerics.Threads;

/// <summary>
/// The calling thread and helpers, which work off jobs that do not depend on each other: the critics, the halves of a batch, blocks of rows.
/// Jobs are the same for any number of lanes, and who runs one does not change what it computes. Helpers count denormal numbers as the caller
/// does. So the result does not depend on the number of lanes or cores.
/// </summary>
/// <remarks>
/// Job j begins on lane j modulo the number of lanes, where its memory is in the cache from the update before; a lane that is idle steals
/// jobs and blocks from the others. A helper that does not wake up in time is not waited for. Nothing is allocated by a run.
/// </remarks>
public sealed class Lanes : IDisposable
{
    private readonly LaneHelper[] helpers;
    private readonly CallerSignal finished = new();
    private readonly Action<int> work;
    private readonly Action<int, int> runPlainJob;
    private Action<int>? plainJob;
    private JobCounters counters = new(jobs: 8);
    private int jobs;
    private int blocks; // of each job
    private Action<int, int>? runJob;
    private Action<int, int, int>? runBlock;
    private bool isPinned;
    private Exception? failure;

    /// <summary>Starts a thread for every lane but the first, which is the caller's.</summary>
    /// <param name="count">Lanes, at least 1.</param>
    public Lanes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (work, runPlainJob) = (Work, (job, _) => plainJob!(job));
        helpers = [.. Enumerable.Range(1, count - 1).Select(lane => new LaneHelper(lane, finished, HelperWork))];
    }

    /// <summary>How many lanes.</summary>
    public int Count => helpers.Length + 1;

    /// <summary>Runs jobs 0 to <paramref name="count"/> - 1, each once; returns when all are done. Pass a cached delegate: nothing is allocated.</summary>
    /// <param name="count">How many jobs.</param>
    /// <param name="job">Called with the job.</param>
    /// <exception cref="InvalidOperationException">A job failed on a helper; what failed is inside. What fails on the caller's lane comes as it is.</exception>
    public void Run(int count, Action<int> job)
    {
        plainJob = job;
        Run(count, runPlainJob, 0, null);
    }

    /// <summary>
    /// The same with job j on lane j modulo the number of lanes whatever happens: for code whose results depend on the thread, as libtorch's gradients
    /// do, which it adds up in an order that each thread counts for itself.
    /// </summary>
    /// <param name="count">How many jobs.</param>
    /// <param name="job">Called with the job.</param>
    /// <exception cref="InvalidOperationException">A job failed on a helper.</exception>
    public void RunPinned(int count, Action<int> job)
    {
        plainJob = job;
        Run(count, runPlainJob, 0, null, pinned: true);
    }

    /// <summary>The same for jobs that use what belongs to a lane, such as its workspace.</summary>
    /// <param name="count">How many jobs.</param>
    /// <param name="job">Called with job and lane.</param>
    /// <exception cref="InvalidOperationException">A job failed on a helper.</exception>
    public void Run(int count, Action<int, int> job) => Run(count, job, 0, null);

    /// <summary>
    /// Runs jobs, where <paramref name="job"/> is given, and then the <paramref name="blocksOfEach"/> blocks of each, on whichever lane is free.
    /// A block begins when its own job is done; blocks must not depend on each other.
    /// </summary>
    /// <param name="count">How many jobs.</param>
    /// <param name="job">Called with job and lane; null where there are only blocks.</param>
    /// <param name="blocksOfEach">Blocks of every job.</param>
    /// <param name="block">Called with job, block and lane.</param>
    /// <exception cref="InvalidOperationException">Something failed on a helper.</exception>
    public void Run(int count, Action<int, int>? job, int blocksOfEach, Action<int, int, int>? block) =>
        Run(count, job, blocksOfEach, block, pinned: false);

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach(helpers, helper => helper.Dispose());
        finished.Dispose();
    }

    private void Run(int count, Action<int, int>? job, int blocksOfEach, Action<int, int, int>? block, bool pinned)
    {
        (jobs, runJob, blocks, runBlock, isPinned) = (count, job, blocksOfEach, block, pinned);
        counters = counters.Cleared(count);
        failure = null;
        foreach (var helper in helpers)
        {
            helper.Offer(DenormalFlush.IsActive);
        }

        try
        {
            work(0);
        }
        finally
        {
            foreach (var helper in helpers)
            {
                helper.Finish(takesBack: !pinned);
            }
        }

        if (failure is { } exception)
        {
            throw new InvalidOperationException("a helper thread's part of an update failed", exception);
        }
    }

    private void HelperWork(int lane)
    {
        try
        {
            work(lane);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null); // the first
        }
    }

    /// <summary>A lane's part: its own jobs, then whatever the others have left.</summary>
    private void Work(int lane)
    {
        for (var job = lane; job < jobs; job += Count)
        {
            Take(job, lane);
        }

        var spin = new BoundedSpin();
        while (!isPinned && Steal(lane) && spin.TryOnce())
        {
        }
    }

    /// <summary>Takes what can be taken from every job; whether blocks may come that still wait for their job.</summary>
    private bool Steal(int lane)
    {
        var waits = false;
        for (var i = 0; i < jobs; i++)
        {
            waits |= !Take((lane + i) % jobs, lane);
        }

        return waits;
    }

    /// <summary>Runs a job unless another lane has taken it, and its blocks if it is done; whether nothing of it is left to take.</summary>
    private bool Take(int job, int lane)
    {
        if (counters.TryTakeJob(job))
        {
            try
            {
                runJob?.Invoke(job, lane);
            }
            finally
            {
                counters.MarkDone(job); // after a failure, too, else the others waited
            }
        }

        if (blocks == 0 || counters.AllBlocksTaken(job, blocks))
        {
            return true;
        }

        if (!counters.IsDone(job))
        {
            return false; // a lane that spins no longer leaves the blocks to the lane that has the job
        }

        while (counters.TryTakeBlock(job, blocks, out var block))
        {
            runBlock!(job, block, lane);
        }

        return true;
    }
}
