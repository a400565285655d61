using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Processes;

/// <summary>Runs rollouts in a worker process, which is killed when the worker is given up.</summary>
internal sealed class ProcessRunner : IRolloutRunner
{
    private readonly WorkerProcess process;
    private readonly Heartbeat heartbeat;
    private readonly WorkerProcesses owner;
    private readonly CancellationTokenRegistration abandoned;
    private bool answered = true;

    public ProcessRunner(WorkerProcess process, Heartbeat heartbeat, WorkerProcesses owner)
    {
        (this.process, this.heartbeat, this.owner) = (process, heartbeat, owner);
        abandoned = heartbeat.Abandoned.Register(process.Kill);
    }

    /// <inheritdoc />
    public SlotResult Run(RunSlot slot) =>
        WorkerCodec.DecodeResult(Ask(slot.Policy, FrameKind.RunSlot, WorkerCodec.Encode(slot), FrameKind.SlotDone));

    /// <inheritdoc />
    public EpisodeState Run(RunEpisode episode) =>
        WorkerCodec.DecodeEpisodeState(Ask(episode.Policy, FrameKind.RunEpisode, WorkerCodec.Encode(episode), FrameKind.EpisodeDone));

    /// <inheritdoc />
    public void Dispose()
    {
        abandoned.Dispose();
        owner.TakeBack(process, answered);
    }

    private byte[] Ask(PolicySnapshot? policy, FrameKind order, byte[] payload, FrameKind answer)
    {
        answered = false;
        heartbeat.Enter(new CallUnderWay(null, TimeSpan.Zero));
        try
        {
            process.Use(policy);
            process.Write(order, payload);
            var frame = process.Read();
            for (; frame.Kind == FrameKind.Alive; frame = process.Read())
            {
                heartbeat.Enter(WorkerCodec.DecodeCall(frame.Payload));
            }

            answered = frame.Kind == answer || frame.Kind == FrameKind.Failed;
            return frame.Kind == answer ? frame.Payload : throw new RolloutException(frame.Kind is FrameKind.Failed or FrameKind.Refused
                ? WorkerCodec.DecodeText(frame.Payload)
                : $"a worker process answered {frame.Kind} to {order}");
        }
        finally
        {
            heartbeat.Leave();
        }
    }
}
