using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using AwacAkka.Clustering.Configuration;

namespace AwacAkka.Clustering.Nodes;

/// <summary>
/// Ends a node without runs that was left behind: the last learner has left its cluster. Learners that start again begin a cluster of their own, as
/// nobody else is one of their seed nodes; this node would wait in the old one for ever.
/// </summary>
internal sealed class LearnerWatchActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private long lastSeen;

    /// <summary>Watches from now on: the node may have been let in by a learner that was on its way out.</summary>
    /// <param name="patience">How long the cluster may have none.</param>
    /// <param name="clock">The monotonic clock.</param>
    public LearnerWatchActor(TimeSpan patience, TimeProvider clock)
    {
        var log = Context.GetLogger();
        var system = Context.System;
        lastSeen = clock.GetTimestamp();
        Receive<Look>(_ =>
        {
            if (Cluster.Get(system).State.Members.Any(IsLearner))
            {
                lastSeen = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(lastSeen) >= patience)
            {
                log.Warning("the last learner has left the cluster: this node leaves it, too");
                CoordinatedShutdown.Get(system).Run(new NoLearnerLeftReason());
                Timers.CancelAll();
            }
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), new Look(), TimeSpan.Zero, Pace);

    /// <summary>One that is on its way out comes back as another member.</summary>
    private static bool IsLearner(Member member) =>
        member.HasRole(NodeRole.Learner) && (member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up);

    private sealed record Look;
}

/// <summary>Why a node ends that was left behind.</summary>
internal sealed class NoLearnerLeftReason : CoordinatedShutdown.Reason
{
    /// <inheritdoc />
    public override int ExitCode => 2; // as that of a node that was declared gone; the program sets its own
}
