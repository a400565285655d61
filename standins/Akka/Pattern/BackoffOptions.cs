using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Options of a supervisor that waits before it starts a child again, each time twice as long.</summary>
public static class Backoff
{
    /// <summary>For a child that fails: what the strategy would restart is stopped and started again after the delay.</summary>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        OnFailure(childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);

    /// <inheritdoc cref="OnFailure(Props, string, TimeSpan, TimeSpan, double, int)"/>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        new BackoffSettings(childProps, childName, minBackoff, maxBackoff, randomFactor) { OnFailure = true };

    /// <summary>For a child that stops itself, as one does whose resource is gone.</summary>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);

    /// <inheritdoc cref="OnStop(Props, string, TimeSpan, TimeSpan, double, int)"/>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        new BackoffSettings(childProps, childName, minBackoff, maxBackoff, randomFactor);
}

/// <summary>Refines a back-off; each method returns changed options.</summary>
public abstract class BackoffOptions
{
    internal BackoffOptions()
    {
    }

    internal abstract Props Props { get; }

    /// <summary>The delay starts at its least again once the child has run that long.</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>The delay starts at its least again when <see cref="BackoffSupervisor.Reset"/> is sent to the supervisor.</summary>
    public abstract BackoffOptions WithManualReset();

    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    /// <summary>Every failure stops the child.</summary>
    public abstract BackoffOptions WithDefaultStoppingStrategy();

    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);

    /// <summary>What senders hear while there is no child; without it their messages are dead letters.</summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    /// <summary>After such a message the child's stop is final, and the supervisor stops too.</summary>
    public abstract BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage);
}

/// <summary>When the delay starts at its least again.</summary>
public interface IBackoffReset;

internal sealed record ManualReset : IBackoffReset;

internal sealed record AutoReset(TimeSpan ResetBackoff) : IBackoffReset;

/// <summary>The options as values.</summary>
internal sealed class BackoffSettings : BackoffOptions
{
    public BackoffSettings(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
    {
        ArgumentNullException.ThrowIfNull(childProps);
        if (minBackoff <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(minBackoff), minBackoff, "The least delay must be positive.");
        if (maxBackoff < minBackoff)
            throw new ArgumentOutOfRangeException(nameof(maxBackoff), maxBackoff, "The longest delay must not be below the least.");
        if (randomFactor is < 0 or > 1)
            throw new ArgumentOutOfRangeException(nameof(randomFactor), randomFactor, "The random factor must be within 0 and 1.");
        (ChildProps, ChildName, MinBackoff, MaxBackoff, RandomFactor) = (childProps, childName, minBackoff, maxBackoff, randomFactor);
        Reset = new AutoReset(minBackoff);
    }

    public Props ChildProps { get; }

    public string ChildName { get; }

    public TimeSpan MinBackoff { get; }

    public TimeSpan MaxBackoff { get; }

    public double RandomFactor { get; }

    public bool OnFailure { get; init; }

    public IBackoffReset Reset { get; init; }

    public SupervisorStrategy Strategy { get; init; } = new OneForOneStrategy(SupervisorStrategy.DefaultDecider);

    public object? ReplyWhileStopped { get; init; }

    public Func<object, bool>? FinalStopMessage { get; init; }

    internal override Props Props => OnFailure
        ? Props.Create(() => new BackoffOnRestartSupervisor(this))
        : Props.Create(() => new BackoffSupervisor(
            ChildProps, ChildName, MinBackoff, MaxBackoff, Reset, RandomFactor, Strategy, ReplyWhileStopped, FinalStopMessage));

    public override BackoffOptions WithAutoReset(TimeSpan resetBackoff) => Copy(reset: new AutoReset(resetBackoff));

    public override BackoffOptions WithManualReset() => Copy(reset: new ManualReset());

    public override BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) => Copy(strategy: supervisorStrategy);

    public override BackoffOptions WithDefaultStoppingStrategy() =>
        Copy(strategy: new OneForOneStrategy(MaxRetries, -1, SupervisorStrategy.StoppingStrategy.Decider));

    public override BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) =>
        Copy(strategy: Strategy is OneForOneStrategy oneForOne ? oneForOne.WithMaxNrOfRetries(maxNrOfRetries) : Strategy);

    public override BackoffOptions WithReplyWhileStopped(object replyWhileStopped) => Copy(reply: replyWhileStopped);

    public override BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage) => Copy(finalStop: isFinalStopMessage);

    internal int MaxRetries => (Strategy as OneForOneStrategy)?.MaxNumberOfRetries ?? -1;

    /// <summary>
    /// The delay before start number <paramref name="restarts"/> + 1: doubled each time, at most the longest, plus the random part.
    /// </summary>
    internal TimeSpan DelayAfter(int restarts)
    {
        var doubled = Math.Min(MaxBackoff.Ticks, MinBackoff.Ticks * Math.Pow(2, restarts));
#pragma warning disable CA5394 // Spreads starts in time; no secret.
        return TimeSpan.FromTicks((long)(doubled * (1 + (Random.Shared.NextDouble() * RandomFactor))));
#pragma warning restore CA5394
    }

    private BackoffSettings Copy(
        IBackoffReset? reset = null, SupervisorStrategy? strategy = null, object? reply = null, Func<object, bool>? finalStop = null) =>
        new(ChildProps, ChildName, MinBackoff, MaxBackoff, RandomFactor)
        {
            OnFailure = OnFailure,
            Reset = reset ?? Reset,
            Strategy = strategy ?? Strategy,
            ReplyWhileStopped = reply ?? ReplyWhileStopped,
            FinalStopMessage = finalStop ?? FinalStopMessage,
        };
}
