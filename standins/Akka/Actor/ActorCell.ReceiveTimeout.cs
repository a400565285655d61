namespace Akka.Actor;

internal sealed partial class ActorCell
{
    private TimeSpan? _receiveTimeout;
    private Timer? _receiveTimer;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The receive timeout must be positive, or null for none.");
        _receiveTimeout = timeout;
        if (timeout is null) CancelReceiveTimeout();
        else RestartReceiveTimer(timeout.Value);
    }

    private void OnMessageForReceiveTimeout(object message)
    {
        if (_receiveTimeout is not { } timeout || message is INotInfluenceReceiveTimeout || IsTerminated) return;
        // While an asynchronous handler runs the actor takes no message, so silence means nothing.
        if (_awaiting > 0) _receiveTimer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        else RestartReceiveTimer(timeout);
    }

    private void RestartReceiveTimer(TimeSpan timeout)
    {
        _receiveTimer ??= new Timer(self => ((ActorCell)self!).TellReceiveTimeout(), this, Timeout.Infinite, Timeout.Infinite);
        _receiveTimer.Change(timeout, Timeout.InfiniteTimeSpan);
    }

    private void TellReceiveTimeout() => Self.Tell(Akka.Actor.ReceiveTimeout.Instance, Self);

    private void CancelReceiveTimeout()
    {
        _receiveTimeout = null;
        _receiveTimer?.Dispose();
        _receiveTimer = null;
    }
}
