using System.Diagnostics;

namespace AwacAkka.Numerics.Threads;

/// <summary>
/// The calling thread and one helper, for work that falls into exactly two independent halves: the two critics, the halves of a
/// batch. The split is the same when both halves run on one thread, who runs a block does not change what it computes, and the helper counts
/// denormal numbers as the caller does, so the result does not depend on the number of cores.
/// </summary>
public sealed class ThreadPair : IDisposable
{
    private const int Apart = 64; // elements, so that the halves' are in cache lines of their own
    private readonly Thread? helper;
    private readonly SemaphoreSlim wake = new(0);
    private readonly SemaphoreSlim finished = new(0);
    private readonly Action<int> share;
    private readonly int[] claimed = new int[2 * Apart]; // blocks of each half
    private readonly bool[] mayClaim = new bool[2 * Apart];
    private Action<int>? work;
    private Action<int>? ownHalf;
    private Action<int, int, int>? sharedBlock;
    private int sharedBlocks; // of each half
    private bool flushDenormals;
    private Exception? failure;
    private volatile int requested;
    private volatile int completed;
    private volatile bool helperSleeps;
    private volatile bool callerSleeps;
    private volatile bool stopping;

    /// <summary>Starts the helper, unless both halves shall run on the caller's thread.</summary>
    public ThreadPair(bool useHelper)
    {
        share = Share;
        if (useHelper)
        {
            helper = new Thread(HelperLoop) { IsBackground = true, Name = "learner-helper" };
            helper.Start();
        }
    }

    /// <summary>Runs half 0 here and half 1 on the helper; returns when both are done. Pass a cached delegate: nothing is allocated.</summary>
    public void Run(Action<int> half)
    {
        if (helper is null)
        {
            half(0);
            half(1);
            return;
        }

        work = half;
        flushDenormals = DenormalFlush.IsActive;
        requested++;
        Thread.MemoryBarrier();
        if (helperSleeps)
        {
            wake.Release();
        }

        try
        {
            half(0);
        }
        finally
        {
            AwaitHelper();
        }

        if (failure is { } exception)
        {
            failure = null;
            throw new InvalidOperationException("the helper thread's half of an update failed", exception);
        }
    }

    /// <summary>
    /// Runs half 0 here and half 1 on the helper, where <paramref name="half"/> is given, and then of each half its <paramref name="blocks"/>
    /// blocks, on whichever thread is free: <paramref name="block"/> gets half, block and thread. A block begins when its own half is done; blocks
    /// must not depend on each other.
    /// </summary>
    public void Run(Action<int>? half, int blocks, Action<int, int, int> block)
    {
        (ownHalf, sharedBlocks, sharedBlock) = (half, blocks, block);
        (claimed[0], claimed[Apart]) = (0, 0);
        (mayClaim[0], mayClaim[Apart]) = (false, false);
        Run(share);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stopping = true;
        wake.Release();
        helper?.Join();
        wake.Dispose();
        finished.Dispose();
    }

    private void Share(int thread)
    {
        try
        {
            ownHalf?.Invoke(thread);
        }
        finally
        {
            Volatile.Write(ref mayClaim[thread * Apart], true); // after a failure, too, else the other one waited
        }

        RunBlocks(thread, thread);
        var other = 1 - thread;
        var spin = new BoundedSpin();
        while (!Volatile.Read(ref mayClaim[other * Apart]))
        {
            if (helper is null || !spin.TryOnce())
            {
                return; // to wait with the rest of the work
            }
        }

        RunBlocks(other, thread);
    }

    private void RunBlocks(int half, int thread)
    {
        int next;
        while ((next = Interlocked.Increment(ref claimed[half * Apart]) - 1) < sharedBlocks)
        {
            sharedBlock!(half, next, thread);
        }
    }

    private void AwaitHelper()
    {
        var spin = new BoundedSpin();
        while (completed != requested)
        {
            if (spin.TryOnce())
            {
                continue;
            }

            callerSleeps = true;
            Thread.MemoryBarrier();
            if (completed != requested)
            {
                finished.Wait();
            }

            callerSleeps = false;
        }
    }

    private void HelperLoop()
    {
        var spin = new BoundedSpin();
        while (!stopping)
        {
            if (completed == requested)
            {
                if (spin.TryOnce())
                {
                    continue;
                }

                helperSleeps = true;
                Thread.MemoryBarrier();
                if (completed == requested && !stopping)
                {
                    wake.Wait();
                }

                helperSleeps = false;
                continue;
            }

            try
            {
                using var flush = DenormalFlush.Begin(flushDenormals);
                work!(1);
            }
            catch (Exception e)
            {
                failure = e;
            }

            completed++;
            Thread.MemoryBarrier();
            if (callerSleeps)
            {
                finished.Release();
            }

            spin = new BoundedSpin();
        }
    }

    /// <summary>
    /// Spinning before sleep, for longer than an update's two halves are usually apart. A virtual core whose thread sleeps may go to another
    /// guest of the host and come back late; then the other thread waits and sleeps, too, and both cores are lost. Short enough to leave
    /// the cores to another training while there is nothing to do.
    /// </summary>
    private struct BoundedSpin()
    {
        private static readonly long Longest = Stopwatch.Frequency / 500; // 2 ms
        private readonly long start = Stopwatch.GetTimestamp();
        private SpinWait spinner;

        /// <summary>Lets a moment pass and returns true; false, at once, when it is time to sleep.</summary>
        public bool TryOnce()
        {
            if (Stopwatch.GetTimestamp() - start >= Longest)
            {
                return false;
            }

            spinner.SpinOnce(sleep1Threshold: -1);
            return true;
        }
    }
}
