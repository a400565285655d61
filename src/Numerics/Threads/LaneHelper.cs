namespace AwacAkka.Numerics.Threads;

/// <summary>
/// A thread that takes part in runs when it is offered one. Between runs it spins for a moment and then sleeps. The caller takes an
/// offer back that the helper has not taken up when everything is done.
/// </summary>
internal sealed class LaneHelper : IDisposable
{
    private const int Idle = 0, Offered = 1, Working = 2;
    private readonly int lane;
    private readonly CallerSignal finished;
    private readonly Action<int> work;
    private readonly Thread thread;
    private readonly SemaphoreSlim wake = new(0);
    private int state;
    private int sleeps;
    private bool flushDenormals;
    private volatile bool stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="lane">Its number.</param>
    /// <param name="finished">What the caller waits with.</param>
    /// <param name="work">Its part of a run, which does not throw.</param>
    public LaneHelper(int lane, CallerSignal finished, Action<int> work)
    {
        (this.lane, this.finished, this.work) = (lane, finished, work);
        thread = new Thread(Loop) { IsBackground = true, Name = $"learner-lane-{lane}" };
        thread.Start();
    }

    /// <summary>Offers a run, and wakes the thread if it sleeps.</summary>
    public void Offer(bool flushesDenormals)
    {
        flushDenormals = flushesDenormals;
        Interlocked.Exchange(ref state, Offered);
        WakeUp();
    }

    /// <summary>Waits until the helper's part is done.</summary>
    /// <param name="takesBack">Whether an offer that it has not taken up yet is taken back instead.</param>
    public void Finish(bool takesBack)
    {
        if (takesBack)
        {
            Interlocked.CompareExchange(ref state, Idle, Offered);
        }

        var spin = new BoundedSpin();
        while (!IsIdle)
        {
            if (!spin.TryOnce())
            {
                finished.WaitUnless(this);
            }
        }
    }

    /// <summary>Whether it has nothing to do.</summary>
    public bool IsIdle => Volatile.Read(ref state) == Idle;

    /// <inheritdoc />
    public void Dispose()
    {
        stopping = true;
        Interlocked.MemoryBarrier();
        WakeUp();
        thread.Join();
        wake.Dispose();
    }

    private void WakeUp()
    {
        if (Interlocked.Exchange(ref sleeps, 0) == 1)
        {
            wake.Release();
        }
    }

    private void Loop()
    {
        var spin = new BoundedSpin();
        while (!stopping)
        {
            if (Interlocked.CompareExchange(ref state, Working, Offered) == Offered)
            {
                using (DenormalFlush.Begin(flushDenormals))
                {
                    work(lane);
                }

                Interlocked.Exchange(ref state, Idle);
                finished.Signal();
                spin = new BoundedSpin();
            }
            else if (!spin.TryOnce())
            {
                Sleep();
                spin = new BoundedSpin();
            }
        }
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref sleeps, 1);
        var needless = Volatile.Read(ref state) == Offered || stopping;
        if (!needless || Interlocked.Exchange(ref sleeps, 0) == 0) // 0: somebody has released the semaphore already
        {
            wake.Wait();
        }
    }
}
