using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Clustering.Wire;
using AwacAkka.Policies;

namespace AwacAkka.Clustering.Serving;

/// <summary>
/// Works for one run on a rollout node: holds the run's policies and environments, runs its jobs as the node grants lanes, and sends back what they
/// yield, part after part. A job that fails here is the run's to repeat; one that hangs costs its worker.
/// </summary>
public sealed class ServedRunActor : ReceiveActor, IWithTimers
{
    /// <summary>Parts of a result on their way at a time: 256 KiB are enough to keep a connection busy over 2 ms.</summary>
    private const int Window = 4;

    private readonly IActorRef run;
    private readonly int lanes;
    private readonly IRolloutRunners runners;
    private readonly IWorkers workers;
    private readonly ReceivedPolicies policies = new();
    private readonly LinkedList<RunJob> waiting = new();
    private readonly Dictionary<WorkerJob, long> running = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<long, Queue<ResultPart>> outgoing = [];
    private readonly ILoggingAdapter log = Context.GetLogger();
    private bool leaves;

    /// <summary>Makes the environments.</summary>
    /// <param name="run">Who gets the results.</param>
    /// <param name="terms">What it asks for.</param>
    /// <param name="lanes">Jobs that the node runs at a time at most, be they all this run's.</param>
    /// <param name="launch">How worker processes are started; null where none can be.</param>
    public ServedRunActor(IActorRef run, RolloutTerms terms, int lanes, WorkerLaunch? launch)
    {
        (this.run, this.lanes) = (run, lanes);
        var config = new RolloutsSection(lanes, lanes, terms.StepTimeout, terms.MaxFailures, terms.Isolation, terms.StartTimeout);
        var setting = new RolloutSetting(terms.Environment, terms.Seed, terms.Faults);
        runners = RolloutRunners.Of(config, setting, launch, line => log.Info(line));
        workers = runners.WorkersFor(Context, config);
        Receive<RunJob>(Add);
        Receive<PolicyPart>(AddPolicy);
        Receive<CancelJob>(cancel => Cancel(cancel.Job));
        Receive<PartReceived>(received => SendNext(received.Job));
        Receive<LaneGranted>(_ => Begin());
        Receive<WorkerReady>(_ => workers.Ready(Sender));
        Receive<SlotCompleted>(done => Complete(Sender, done.Slot, () => WorkerCodec.Encode(done.Slot, done.Result), done.Seconds));
        Receive<EpisodeAdvanced>(done => Complete(Sender, done.Job, () => WorkerCodec.Encode(done.End), 0));
        Receive<JobFailed>(failed => Fail(Sender, failed.Job, failed.Reason));
        Receive<LookForHangs>(_ => ReplaceHanging());
        Receive<RunLeaves>(_ => Context.Stop(Self));
        Receive<DrainNode>(_ => Leave());
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart()
    {
        workers.Start(lanes);
        Timers.StartPeriodicTimer(nameof(LookForHangs), new LookForHangs(), workers.WatchInterval);
    }

    /// <inheritdoc />
    protected override void PostStop() => runners.Dispose();

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => workers.Strategy;

    private void Add(RunJob job)
    {
        if (leaves)
        {
            run.Tell(new WorkersLeave([job.Job]));
            return;
        }

        waiting.AddLast(job);
        if (IsReady(job))
        {
            Context.Parent.Tell(new LaneWanted());
        }
        else
        {
            run.Tell(new PolicyWanted(job.Policy));
        }
    }

    private void AddPolicy(PolicyPart part)
    {
        if (policies.Add(part))
        {
            foreach (var _ in waiting.Where(job => job.Policy == part.Digest))
            {
                Context.Parent.Tell(new LaneWanted());
            }
        }
    }

    /// <summary>Its lane, if it wants one already, goes to another job or back.</summary>
    private void Cancel(long number)
    {
        if (waiting.FirstOrDefault(job => job.Job == number) is { } found)
        {
            waiting.Remove(found);
        }

        outgoing.Remove(number);
        StopWhenDone();
    }

    private void Begin()
    {
        if (waiting.FirstOrDefault(IsReady) is not { } job)
        {
            Context.Parent.Tell(new LaneFreed());
            return;
        }

        waiting.Remove(job);
        var policy = PolicyOf(job);
        WorkerJob order = job.Kind == JobKind.Slot ? WorkerCodec.DecodeSlot(job.Order, policy) : WorkerCodec.DecodeEpisode(job.Order, policy!);
        running.Add(order, job.Job);
        workers.Enqueue(order);
    }

    private bool IsReady(RunJob job) => job.Policy.Length == 0 || policies.Find(job.Policy) is not null;

    private PolicySnapshot? PolicyOf(RunJob job) => job.Policy.Length == 0 ? null : policies.Find(job.Policy);

    private void Complete(IActorRef worker, WorkerJob order, Func<byte[]> encode, double seconds)
    {
        if (!workers.Release(worker, order) || !running.Remove(order, out var job))
        {
            return;
        }

        outgoing[job] = new Queue<ResultPart>(BlobPart.Split(encode()).Select(part => new ResultPart(job, seconds, part)));
        for (var i = 0; i < Window; i++)
        {
            SendNext(job);
        }

        Context.Parent.Tell(new LaneFreed());
    }

    private void SendNext(long job)
    {
        if (outgoing.TryGetValue(job, out var parts))
        {
            run.Tell(parts.Dequeue());
            if (parts.Count == 0)
            {
                outgoing.Remove(job);
                StopWhenDone();
            }
        }
    }

    private void Fail(IActorRef worker, WorkerJob order, string reason)
    {
        if (workers.Fail(worker, order))
        {
            Report(order, reason);
        }
    }

    private void ReplaceHanging()
    {
        foreach (var hung in workers.ReplaceHanging())
        {
            Report(hung.Job, hung.Reason);
        }
    }

    private void Report(WorkerJob order, string reason)
    {
        if (running.Remove(order, out var job))
        {
            run.Tell(new JobFailedThere(job, reason));
            Context.Parent.Tell(new LaneFreed());
            StopWhenDone();
        }
    }

    private void Leave()
    {
        leaves = true;
        run.Tell(new WorkersLeave([.. waiting.Select(job => job.Job)]));
        waiting.Clear();
        StopWhenDone();
    }

    private void StopWhenDone()
    {
        if (leaves && running.Count == 0 && outgoing.Count == 0)
        {
            Context.Stop(Self);
        }
    }
}
