using System.Diagnostics;
using Akka.Actor;

namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// Owns one environment and runs one job at a time. It lets failures happen: its supervisor restarts it with a new environment and
/// has the job run again from its start. It says when it has an environment, and gets no job before: what hangs in construction, or in
/// the disposal that comes before it on the same thread, holds no job back.
/// </summary>
public sealed class EnvironmentWorker : ReceiveActor
{
    private readonly IRolloutRunner runner;

    /// <summary>Makes the environment.</summary>
    public EnvironmentWorker(IRolloutRunners runners, Heartbeat heartbeat)
    {
        runner = runners.Create(heartbeat);
        Context.Parent.Tell(new WorkerReady());
        Receive<RunSlot>(slot =>
        {
            var clock = Stopwatch.StartNew();
            var result = runner.Run(slot);
            Sender.Tell(new SlotCompleted(slot, result, clock.Elapsed.TotalSeconds));
        });
        Receive<RunEpisode>(episode => Sender.Tell(new EpisodeAdvanced(episode, runner.Run(episode))));
    }

    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object message)
    {
        if (message is WorkerJob job)
        {
            Context.Parent.Tell(new JobFailed(job, reason.Message));
        }

        base.PreRestart(reason, message);
    }

    /// <inheritdoc />
    protected override void PostStop() => runner.Dispose();
}
