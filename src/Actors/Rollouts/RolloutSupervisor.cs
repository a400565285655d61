using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// Hands the slots of a round to workers and restarts workers that fail. A slot whose worker failed or hangs is run again from its
/// start state; after too many failures in a row its stream is quarantined, never retried for ever.
/// </summary>
public sealed class RolloutSupervisor : ReceiveActor, IWithTimers
{
    private readonly RolloutsSection config;
    private readonly IActorRef replay;
    private readonly IWorkers workers;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly Dictionary<uint, int> quarantines = [];

    /// <summary>Starts the workers.</summary>
    public RolloutSupervisor(RolloutsSection config, IWorkerSource source, IActorRef replay)
    {
        this.config = config;
        this.replay = replay;
        workers = source.WorkersFor(Context, config);
        Receive<CollectRound>(Open);
        Receive<SlotCompleted>(Complete);
        Receive<WorkerReady>(_ => workers.Ready(Sender));
        Receive<JobFailed>(failed => OnFailed(Sender, failed));
        Receive<LookForHangs>(_ => ReplaceHanging());
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart()
    {
        workers.Start(config.Workers);
        Timers.StartPeriodicTimer(nameof(LookForHangs), new LookForHangs(), workers.WatchInterval);
    }

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => workers.Strategy;

    private void Open(CollectRound round)
    {
        quarantines.Clear();
        for (var slot = 0; slot < round.Slots.Count; slot++)
        {
            workers.Enqueue(new RunSlot(round.Round, 0, round.Slots[slot], round.Policy, round.Steps[slot]));
        }
    }

    private void Complete(SlotCompleted completed)
    {
        if (workers.Release(Sender, completed.Slot))
        {
            replay.Tell(new StoreChunk(completed.Slot.Round, completed.Result, completed.Seconds));
        }
    }

    private void OnFailed(IActorRef worker, JobFailed failed)
    {
        if (workers.Fail(worker, failed.Job))
        {
            Repeat((RunSlot)failed.Job, failed.Reason);
        }
    }

    private void ReplaceHanging()
    {
        foreach (var hung in workers.ReplaceHanging())
        {
            Repeat((RunSlot)hung.Job, hung.Reason);
        }
    }

    private void Repeat(RunSlot slot, string reason)
    {
        var (start, failures) = (slot.Start, slot.Attempt + 1);
        log.Warning($"slot {start.Slot} of round {slot.Round} failed ({failures} of {config.MaxFailures}): {reason}");
        if (failures >= config.MaxFailures)
        {
            Quarantine(slot, reason);
            (start, failures) = (start.Quarantined(), 0);
        }

        workers.Enqueue(slot with { Attempt = failures, Start = start });
    }

    /// <summary>Reports that a stream begins anew. One that does so again and again within a round has no hope left, and the run ends.</summary>
    private void Quarantine(RunSlot slot, string reason)
    {
        var number = slot.Start.Slot;
        var count = quarantines[number] = quarantines.GetValueOrDefault(number) + 1;
        if (count > config.MaxFailures)
        {
            throw new RunFailedException(
                $"slot {number} of online round {slot.Round + 1} still fails after its stream was begun anew {config.MaxFailures} times: "
                + $"{reason}; mend the environment and resume the run");
        }

        Context.Parent.Tell(new SlotQuarantined(slot.Round, number, reason));
    }
}
