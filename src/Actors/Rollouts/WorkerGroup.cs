using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>A job whose worker was given up.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">What the worker hangs in, in a sentence.</param>
public sealed record HungJob(WorkerJob Job, string Reason);

/// <summary>The workers of a supervising actor, and the jobs that wait for them; used on that actor's own turn only.</summary>
internal sealed class WorkerGroup : IWorkers
{
    private static readonly TimeSpan ShortestWatchInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWatchInterval = TimeSpan.FromMilliseconds(500);
    private readonly IActorContext context;
    private readonly IRolloutRunners runners;
    private readonly CallLimits limits;
    private readonly int maxFailures;
    private readonly ILoggingAdapter log;
    private readonly Dictionary<IActorRef, Worker> workers = [];
    private readonly Queue<WorkerJob> waiting = new();

    /// <param name="context">The supervising actor's.</param>
    /// <param name="runners">Where the environments live.</param>
    /// <param name="config">How long calls may take.</param>
    public WorkerGroup(IActorContext context, IRolloutRunners runners, RolloutsSection config)
    {
        (this.context, this.runners, limits, maxFailures) = (context, runners, CallLimits.Of(config), config.MaxFailures);
        log = context.GetLogger();
        Strategy = new WorkerStrategy(workers.ContainsKey);
        WatchInterval = limits.Pace(ShortestWatchInterval, LongestWatchInterval);
    }

    /// <inheritdoc />
    public SupervisorStrategy Strategy { get; }

    /// <inheritdoc />
    public TimeSpan WatchInterval { get; }

    /// <inheritdoc />
    public void Start(int count)
    {
        for (var i = 0; i < count; i++)
        {
            AddWorker(hungStarts: 0);
        }
    }

    /// <inheritdoc />
    public void Enqueue(WorkerJob job)
    {
        waiting.Enqueue(job);
        Distribute();
    }

    /// <inheritdoc />
    public void Ready(IActorRef sender)
    {
        if (workers.TryGetValue(sender, out var worker))
        {
            (worker.IsReady, worker.HungStarts) = (true, 0);
            Distribute();
        }
    }

    /// <inheritdoc />
    public bool Release(IActorRef sender, WorkerJob job) => Release(sender, job, isReady: true);

    /// <inheritdoc />
    public bool Fail(IActorRef sender, WorkerJob job) => Release(sender, job, isReady: false);

    /// <inheritdoc />
    public IReadOnlyList<HungJob> ReplaceHanging()
    {
        var hung = new List<HungJob>();
        foreach (var (worker, state) in workers.ToArray())
        {
            if (state.Heartbeat.UnderWay is not { } call || !limits.AreExceededBy(call))
            {
                continue;
            }

            // A thread inside a native call cannot be stopped; the actor is, as soon as the call returns.
            workers.Remove(worker);
            state.Heartbeat.Abandon();
            context.Stop(worker);
            var hungStarts = call.Call == EnvironmentCall.Construction && state.Job is null ? state.HungStarts + 1 : 0;
            if (hungStarts >= maxFailures)
            {
                throw new RunFailedException(limits.ExplainNoStart(hungStarts));
            }

            AddWorker(hungStarts);
            var reason = limits.Explain(call.Call);
            if (state.Job is { } job)
            {
                hung.Add(new HungJob(job, reason));
            }
            else
            {
                log.Warning($"a worker without a job was replaced: {reason}");
            }
        }

        return hung;
    }

    private void AddWorker(int hungStarts)
    {
        var heartbeat = new Heartbeat();
        var worker = context.ActorOf(
            Props.Create(() => new EnvironmentWorker(runners, heartbeat)).WithDispatcher("awac.rollout-dispatcher"));
        workers.Add(worker, new Worker(heartbeat) { HungStarts = hungStarts });
    }

    private bool Release(IActorRef sender, WorkerJob job, bool isReady)
    {
        if (!workers.TryGetValue(sender, out var worker) || !ReferenceEquals(worker.Job, job))
        {
            return false;
        }

        (worker.Job, worker.IsReady) = (null, isReady);
        Distribute();
        return true;
    }

    private void Distribute()
    {
        foreach (var (worker, state) in workers)
        {
            if (state is { IsReady: true, Job: null } && waiting.TryDequeue(out var job))
            {
                state.Job = job;
                worker.Tell(job);
            }
        }
    }

    private sealed class Worker(Heartbeat heartbeat)
    {
        public Heartbeat Heartbeat => heartbeat;

        public WorkerJob? Job { get; set; }

        public bool IsReady { get; set; }

        /// <summary>How many workers before it, in its place and in a row, never came to have an environment.</summary>
        public int HungStarts { get; set; }
    }

    /// <summary>
    /// One for one: a failing worker does not touch the others. A worker that cannot even make its environment is another matter: no
    /// retry helps, the run has to say so. One that was given up, and whose call ends after all, concerns nobody any more.
    /// </summary>
    private sealed class WorkerStrategy(Func<IActorRef, bool> isKnown)
        : OneForOneStrategy(failure => failure is ActorInitializationException ? Directive.Escalate : Directive.Restart)
    {
        protected override Directive Handle(IActorRef child, Exception exception) =>
            isKnown(child) ? base.Handle(child, exception) : Directive.Stop;
    }
}
