using System.Diagnostics;
using Akka.Actor;
using AwacAkka.Environments;
using AwacAkka.Learning.Policies;

namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// Owns one environment and runs one slot at a time. It lets failures happen: its supervisor restarts it with a new environment and
/// runs the slot again from its start state.
/// </summary>
public sealed class EnvironmentWorker : ReceiveActor
{
    private readonly WatchedEnvironment environment;
    private readonly SlotRollout rollout;
    private PolicySnapshot? snapshot;
    private PolicyNetwork? policy;

    /// <summary>Makes the environment.</summary>
    public EnvironmentWorker(Func<IEnvironment> create, ulong seed, Heartbeat heartbeat)
    {
        environment = new WatchedEnvironment(create(), heartbeat);
        rollout = new SlotRollout(environment, seed);
        Receive<RunSlot>(Run);
    }

    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object message)
    {
        if (message is RunSlot slot)
        {
            Context.Parent.Tell(new SlotFailed(slot, reason.Message));
        }

        base.PreRestart(reason, message);
    }

    /// <inheritdoc />
    protected override void PostStop() => environment.Dispose();

    private void Run(RunSlot slot)
    {
        if (!ReferenceEquals(snapshot, slot.Policy))
        {
            snapshot = slot.Policy;
            policy = snapshot is null ? null : new PolicyNetwork(snapshot);
        }

        var clock = Stopwatch.StartNew();
        var result = rollout.Run(slot.Start, policy, slot.Steps);
        Sender.Tell(new SlotCompleted(slot, result, clock.Elapsed.TotalSeconds));
    }
}
