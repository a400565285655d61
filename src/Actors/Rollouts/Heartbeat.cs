using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>A call that has not returned yet.</summary>
/// <param name="Call">What was called; null where a worker process was asked, and has not said what it is calling.</param>
/// <param name="Time">How long it has taken so far.</param>
public readonly record struct CallUnderWay(EnvironmentCall? Call, TimeSpan Time);

/// <summary>Ends a call; see <see cref="Heartbeat.During"/>.</summary>
public readonly ref struct CallScope(Heartbeat heartbeat)
{
    /// <summary>The call is over.</summary>
    public void Dispose() => heartbeat.Leave();
}

/// <summary>
/// Which call of its environment a worker is in, and since when: written by the worker, read by its supervisor, who in turn can give
/// the worker up.
/// </summary>
public sealed class Heartbeat
{
    private const long Idle = -1;
    private const int CallBits = 3;
    private const long CallMask = (1 << CallBits) - 1;
    private readonly CancellationTokenSource abandoned = new();
    private long entered = Idle; // time and call in one number, so that a reader never sees one call's time with another's name

    /// <summary>The present call; null outside of one.</summary>
    public CallUnderWay? UnderWay => Volatile.Read(ref entered) is var packed and not Idle
        ? new CallUnderWay(
            (packed & CallMask) is var call and not 0 ? (EnvironmentCall)(call - 1) : null,
            TimeSpan.FromMilliseconds(Environment.TickCount64 - (packed >> CallBits)))
        : null;

    /// <summary>Cancelled when nobody waits for the worker any more: what it hangs in is to be ended by whatever means there are.</summary>
    public CancellationToken Abandoned => abandoned.Token;

    /// <summary>Notes a call for as long as what is returned is in scope: also one that ends by an exception is over.</summary>
    public CallScope During(EnvironmentCall call)
    {
        Enter(new CallUnderWay(call, TimeSpan.Zero));
        return new CallScope(this);
    }

    /// <summary>A call began some time ago.</summary>
    public void Enter(CallUnderWay call)
    {
        var at = Environment.TickCount64 - (long)call.Time.TotalMilliseconds;
        Volatile.Write(ref entered, (at << CallBits) | (call.Call is { } named ? (long)named + 1 : 0));
    }

    /// <summary>The call is over.</summary>
    public void Leave() => Volatile.Write(ref entered, Idle);

    /// <summary>Gives the worker up.</summary>
    public void Abandon() => abandoned.Cancel();
}
