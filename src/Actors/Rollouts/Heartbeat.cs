namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// Since when a worker has been inside one call of its environment: written by the worker, read by its supervisor, who in turn can
/// give the worker up.
/// </summary>
public sealed class Heartbeat
{
    private const long Idle = -1;
    private readonly CancellationTokenSource abandoned = new();
    private long enteredAt = Idle;

    /// <summary>How long the present call has taken; zero outside of one.</summary>
    public TimeSpan InCall => Volatile.Read(ref enteredAt) is var at and not Idle
        ? TimeSpan.FromMilliseconds(Environment.TickCount64 - at)
        : TimeSpan.Zero;

    /// <summary>Cancelled when nobody waits for the worker any more: what it hangs in is to be ended by whatever means there are.</summary>
    public CancellationToken Abandoned => abandoned.Token;

    /// <summary>A call begins.</summary>
    public void Enter() => Enter(TimeSpan.Zero);

    /// <summary>A call began some time ago.</summary>
    public void Enter(TimeSpan ago) => Volatile.Write(ref enteredAt, Environment.TickCount64 - (long)ago.TotalMilliseconds);

    /// <summary>The call is over.</summary>
    public void Leave() => Volatile.Write(ref enteredAt, Idle);

    /// <summary>Gives the worker up.</summary>
    public void Abandon() => abandoned.Cancel();
}
