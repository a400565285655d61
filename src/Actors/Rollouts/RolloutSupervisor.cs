using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// Hands the slots of a round to workers and restarts workers that fail. A slot whose worker failed or hangs is run again from its
/// start state; after too many failures in a row its stream is quarantined, never retried for ever.
/// </summary>
public sealed class RolloutSupervisor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);
    private readonly RolloutsSection config;
    private readonly Func<IEnvironment> create;
    private readonly ulong seed;
    private readonly IActorRef replay;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly Dictionary<IActorRef, Worker> workers = [];
    private readonly Queue<RunSlot> waiting = new();
    private readonly Dictionary<uint, int> failures = [];
    private long attempts;

    /// <summary>Starts the workers.</summary>
    public RolloutSupervisor(RolloutsSection config, Func<IEnvironment> create, ulong seed, IActorRef replay)
    {
        this.config = config;
        this.create = create;
        this.seed = seed;
        this.replay = replay;
        Receive<CollectRound>(Open);
        Receive<SlotCompleted>(Complete);
        Receive<SlotFailed>(failed => Fail(Sender, failed.Slot, failed.Reason));
        Receive<LookForHangs>(_ => ReplaceHanging());
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart()
    {
        for (var i = 0; i < config.Workers; i++)
        {
            AddWorker();
        }

        Timers.StartPeriodicTimer(nameof(LookForHangs), new LookForHangs(), WatchInterval);
    }

    /// <summary>
    /// One for one: a failing worker does not touch the others. A worker that cannot even make its environment is another matter:
    /// no retry helps, the run has to say so.
    /// </summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(failure => failure is ActorInitializationException ? Directive.Escalate : Directive.Restart);

    private void Open(CollectRound round)
    {
        failures.Clear();
        for (var slot = 0; slot < round.Slots.Count; slot++)
        {
            waiting.Enqueue(new RunSlot(round.Round, attempts++, round.Slots[slot], round.Policy, round.Steps[slot]));
        }

        Distribute();
    }

    private void Distribute()
    {
        foreach (var (worker, state) in workers)
        {
            if (state.Slot is null && waiting.TryDequeue(out var slot))
            {
                state.Slot = slot;
                worker.Tell(slot);
            }
        }
    }

    private void Complete(SlotCompleted completed)
    {
        if (workers.TryGetValue(Sender, out var worker) && worker.Slot?.Attempt == completed.Slot.Attempt)
        {
            worker.Slot = null;
            replay.Tell(new StoreChunk(completed.Slot.Round, completed.Result, completed.Seconds));
            Distribute();
        }
    }

    private void Fail(IActorRef sender, RunSlot slot, string reason)
    {
        if (!workers.TryGetValue(sender, out var worker) || worker.Slot?.Attempt != slot.Attempt)
        {
            return; // a worker that was given up already
        }

        worker.Slot = null;
        var start = slot.Start;
        var count = failures[start.Slot] = failures.GetValueOrDefault(start.Slot) + 1;
        log.Warning($"slot {start.Slot} of round {slot.Round} failed ({count} of {config.MaxFailures}): {reason}");
        if (count >= config.MaxFailures)
        {
            failures.Remove(start.Slot);
            start = start.Quarantined();
            Context.Parent.Tell(new SlotGivenUp(slot.Round, start.Slot, reason));
        }

        waiting.Enqueue(slot with { Attempt = attempts++, Start = start });
        Distribute();
    }

    private void ReplaceHanging()
    {
        foreach (var (worker, state) in workers.Where(w => w.Value.Heartbeat.InCall > config.StepTimeout).ToArray())
        {
            // The thread inside the native call cannot be stopped; the actor is, as soon as the call returns.
            var slot = state.Slot;
            AddWorker();
            if (slot is not null)
            {
                Fail(worker, slot, $"a step took longer than {config.StepTimeout.TotalSeconds:g} s");
            }

            workers.Remove(worker);
            Context.Stop(worker);
        }
    }

    private void AddWorker()
    {
        var heartbeat = new Heartbeat();
        var worker = Context.ActorOf(
            Props.Create(() => new EnvironmentWorker(create, seed, heartbeat)).WithDispatcher("awac.rollout-dispatcher"));
        workers.Add(worker, new Worker(heartbeat));
        Distribute();
    }

    private sealed record LookForHangs;

    private sealed class Worker(Heartbeat heartbeat)
    {
        public Heartbeat Heartbeat => heartbeat;

        public RunSlot? Slot { get; set; }
    }
}
