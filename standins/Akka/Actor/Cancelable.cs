namespace Akka.Actor;

/// <summary>A handle to call something off.</summary>
public interface ICancelable
{
    bool IsCancellationRequested { get; }

    CancellationToken Token { get; }

    void Cancel();

    void Cancel(bool throwOnFirstException);

    void CancelAfter(TimeSpan delay);

    void CancelAfter(int millisecondsDelay);
}

/// <summary>Calls off what was scheduled with it.</summary>
#pragma warning disable IDE0060, CA1801 // The genuine constructors take the scheduler too.
public class Cancelable : ICancelable, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public Cancelable(IScheduler scheduler)
    {
    }

    public Cancelable(IScheduler scheduler, TimeSpan delay) => CancelAfter(delay);

    public Cancelable(IScheduler scheduler, int millisecondsDelay) => CancelAfter(millisecondsDelay);

    public Cancelable(IActionScheduler scheduler)
    {
    }

    public Cancelable(IActionScheduler scheduler, TimeSpan delay) => CancelAfter(delay);

    public bool IsCancellationRequested => _source.IsCancellationRequested;

    public CancellationToken Token => _source.Token;

    public bool IsDisposed { get; private set; }

    public static ICancelable CreateCanceled()
    {
        var cancelled = new Cancelable((IScheduler)null!);
        cancelled.Cancel();
        return cancelled;
    }

    public void Cancel() => _source.Cancel();

    public void Cancel(bool throwOnFirstException) => _source.Cancel(throwOnFirstException);

    public void CancelAfter(TimeSpan delay) => _source.CancelAfter(delay);

    public void CancelAfter(int millisecondsDelay) => _source.CancelAfter(millisecondsDelay);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        IsDisposed = true;
    }
}
#pragma warning restore IDE0060, CA1801

/// <summary>Null-safe cancelling.</summary>
public static class CancelableExtensions
{
    public static void CancelIfNotNull(this ICancelable? cancelable) => cancelable?.Cancel();
}
