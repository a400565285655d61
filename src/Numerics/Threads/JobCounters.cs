namespace AwacAkka.Numerics.Threads;

/// <summary>What of a run's jobs and blocks is taken, and which jobs are done; lanes share it.</summary>
/// <param name="jobs">Jobs that there is room for.</param>
internal sealed class JobCounters(int jobs)
{
    private const int Apart = 64; // elements, so that each job's are in cache lines of their own
    private readonly int[] taken = new int[jobs * Apart];
    private readonly int[] done = new int[jobs * Apart];
    private readonly int[] takenBlocks = new int[jobs * Apart];

    /// <summary>Counters for that many jobs, none of them taken: these if there is room.</summary>
    public JobCounters Cleared(int count)
    {
        if (count * Apart > taken.Length)
        {
            return new JobCounters(count);
        }

        for (var job = 0; job < count; job++)
        {
            (taken[job * Apart], done[job * Apart], takenBlocks[job * Apart]) = (0, 0, 0);
        }

        return this;
    }

    /// <summary>Whether the job is the caller's to run.</summary>
    public bool TryTakeJob(int job) => Volatile.Read(ref taken[job * Apart]) == 0 && Interlocked.Exchange(ref taken[job * Apart], 1) == 0;

    /// <summary>Lets its blocks begin.</summary>
    public void MarkDone(int job) => Volatile.Write(ref done[job * Apart], 1);

    /// <summary>Whether its blocks may begin.</summary>
    public bool IsDone(int job) => Volatile.Read(ref done[job * Apart]) == 1;

    /// <summary>Whether none of a job's blocks is left.</summary>
    public bool AllBlocksTaken(int job, int blocks) => Volatile.Read(ref takenBlocks[job * Apart]) >= blocks;

    /// <summary>The next block that is the caller's to run, if there is one.</summary>
    public bool TryTakeBlock(int job, int blocks, out int block) => (block = Interlocked.Increment(ref takenBlocks[job * Apart]) - 1) < blocks;
}
