using Akka.Actor;
using Akka.Event;

namespace AwacAkka.Clustering.Nodes;

/// <summary>Has a split-brain resolver, and begins a new one when the wall clock was set: it sees the members as they are, and waits from then on.</summary>
internal sealed class ResolverKeeperActor : ReceiveActor, IWithTimers
{
    /// <summary>The resolver looks once a second at what it waits for.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Func<Props> resolver;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private IActorRef? current;

    /// <summary>Keeps a resolver.</summary>
    /// <param name="resolver">Makes one.</param>
    /// <param name="clock">The clocks.</param>
    public ResolverKeeperActor(Func<Props> resolver, TimeProvider clock)
    {
        this.resolver = resolver;
        var jumps = new ClockJumpDetector(clock);
        Receive<Look>(_ =>
        {
            if (jumps.Look() is { } jump)
            {
                log.Warning($"the machine's clock was set {(jump > TimeSpan.Zero ? "forward" : "back")} by {jump.Duration().TotalSeconds:0.0} s: nodes that cannot be reached are waited for anew");
                Begin();
            }
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart()
    {
        Begin();
        Timers.StartPeriodicTimer(nameof(Look), new Look(), Pace);
    }

    private void Begin()
    {
        if (current is { } before)
        {
            Context.Stop(before);
        }

        current = Context.ActorOf(resolver());
    }

    private sealed record Look;
}
