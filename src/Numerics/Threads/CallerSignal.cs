namespace AwacAkka.Numerics.Threads;

/// <summary>What a caller that no longer spins waits with for its helpers.</summary>
internal sealed class CallerSignal : IDisposable
{
    private readonly SemaphoreSlim signal = new(0);
    private int sleeps;

    /// <summary>Sleeps until some helper is done, unless that one is; it may return too early.</summary>
    public void WaitUnless(LaneHelper helper)
    {
        Interlocked.Exchange(ref sleeps, 1);
        if (!helper.IsIdle || Interlocked.Exchange(ref sleeps, 0) == 0) // 0: somebody has released the semaphore already
        {
            signal.Wait();
        }
    }

    /// <summary>A helper is done.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref sleeps, 0) == 1)
        {
            signal.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => signal.Dispose();
}
