using Akka.Actor;
using AwacAkka.Actors.Configuration;

namespace AwacAkka.Actors.Rollouts;

/// <summary>The workers of a supervising actor, and the jobs that wait for them; used on that actor's own turn only.</summary>
/// <param name="context">The supervising actor's.</param>
/// <param name="runners">Where the environments live.</param>
/// <param name="config">How long a step may take.</param>
internal sealed class WorkerGroup(IActorContext context, IRolloutRunners runners, RolloutsSection config)
{
    private static readonly TimeSpan LongestWatchInterval = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<IActorRef, Worker> workers = [];
    private readonly Queue<WorkerJob> waiting = new();

    /// <summary>
    /// One for one: a failing worker does not touch the others. A worker that cannot even make its environment is another matter:
    /// no retry helps, the run has to say so.
    /// </summary>
    public static SupervisorStrategy Strategy { get; } =
        new OneForOneStrategy(failure => failure is ActorInitializationException ? Directive.Escalate : Directive.Restart);

    /// <summary>How often to look for hangs: often enough that they cost little more than the time limit itself.</summary>
    public TimeSpan WatchInterval { get; } =
        TimeSpan.FromMilliseconds(Math.Clamp(config.StepTimeout.TotalMilliseconds / 4, 10, LongestWatchInterval.TotalMilliseconds));

    /// <summary>Why the jobs that <see cref="ReplaceHanging"/> returns have failed.</summary>
    public string HangReason { get; } = $"a step took longer than {config.StepTimeout.TotalSeconds:g} s";

    /// <summary>Starts one more worker.</summary>
    public void AddWorker()
    {
        var heartbeat = new Heartbeat();
        var worker = context.ActorOf(
            Props.Create(() => new EnvironmentWorker(runners, heartbeat)).WithDispatcher("awac.rollout-dispatcher"));
        workers.Add(worker, new Worker(heartbeat));
        Distribute();
    }

    /// <summary>Has a job run by the next worker that is free.</summary>
    public void Enqueue(WorkerJob job)
    {
        waiting.Enqueue(job);
        Distribute();
    }

    /// <summary>Notes that a worker is done with a job; false where the worker was given up before, and the job is another's.</summary>
    public bool Release(IActorRef sender, WorkerJob job)
    {
        if (!workers.TryGetValue(sender, out var worker) || !ReferenceEquals(worker.Job, job))
        {
            return false;
        }

        worker.Job = null;
        Distribute();
        return true;
    }

    /// <summary>Replaces workers whose step takes too long; returns the jobs that they were at.</summary>
    public IReadOnlyList<WorkerJob> ReplaceHanging()
    {
        var jobs = new List<WorkerJob>();
        foreach (var (worker, state) in workers.Where(w => w.Value.Heartbeat.InCall > config.StepTimeout).ToArray())
        {
            // A thread inside a native call cannot be stopped; the actor is, as soon as the call returns.
            workers.Remove(worker);
            state.Heartbeat.Abandon();
            context.Stop(worker);
            AddWorker();
            if (state.Job is { } job)
            {
                jobs.Add(job);
            }
        }

        return jobs;
    }

    private void Distribute()
    {
        foreach (var (worker, state) in workers)
        {
            if (state.Job is null && waiting.TryDequeue(out var job))
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
    }
}
