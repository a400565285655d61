using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Evaluations;

/// <summary>Judges a policy; answered by <see cref="Evaluated"/>.</summary>
/// <param name="Phase">Phase of the round.</param>
/// <param name="Round">The round after whose training the policy is judged.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Episodes">Episodes to run.</param>
public sealed record Evaluate(RunPhase Phase, int Round, PolicySnapshot Policy, int Episodes);

/// <summary>
/// Has evaluation episodes run by a worker of its own, one request after the other, in stretches. One that failed or hangs is run
/// again from its start; one that fails too often in a row ends the run, since a curve with gaps would not be the same curve.
/// </summary>
public sealed class EvaluationActor : ReceiveActor, IWithTimers
{
    private const int StretchSteps = 100;
    private readonly RolloutsSection config;
    private readonly int successThreshold;
    private readonly IWorkers workers;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly Queue<Evaluation> evaluations = new();

    /// <summary>Starts the worker.</summary>
    /// <param name="config">How workers are watched.</param>
    /// <param name="source">Where the worker comes from.</param>
    /// <param name="successThreshold">An episode with more successful steps is a success.</param>
    public EvaluationActor(RolloutsSection config, IWorkerSource source, int successThreshold)
    {
        (this.config, this.successThreshold) = (config, successThreshold);
        workers = source.WorkersFor(Context, config);
        Receive<Evaluate>(Add);
        Receive<EpisodeAdvanced>(GoOn);
        Receive<WorkerReady>(_ => workers.Ready(Sender));
        Receive<JobFailed>(failed => OnFailed(Sender, failed));
        Receive<LookForHangs>(_ => ReplaceHanging());
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Episodes 0 to <paramref name="episodes"/> - 1, each from its start to its end.</summary>
    /// <param name="rollout">Runs them.</param>
    /// <param name="policy">Who acts.</param>
    /// <param name="episodes">How many.</param>
    /// <param name="successThreshold">An episode with more successful steps is a success.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="RolloutException">The environment yields what is not finite, or an episode does not end.</exception>
    public static IReadOnlyList<EpisodeSummary> RunEpisodes(
        EpisodeRollout rollout, PolicyNetwork policy, int episodes, int successThreshold, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        var summaries = new EpisodeSummary[episodes];
        for (var episode = 0; episode < episodes; episode++)
        {
            var end = rollout.Run(policy, EpisodeState.Start((uint)episode), int.MaxValue, cancellation);
            summaries[episode] = end.Summary(successThreshold);
        }

        return summaries;
    }

    /// <inheritdoc />
    protected override void PreStart()
    {
        workers.Start(count: 1);
        Timers.StartPeriodicTimer(nameof(LookForHangs), new LookForHangs(), workers.WatchInterval);
    }

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => workers.Strategy;

    private void Add(Evaluate request)
    {
        evaluations.Enqueue(new Evaluation(request, Sender));
        if (evaluations.Count == 1)
        {
            Begin(request);
        }
    }

    private void Begin(Evaluate request)
    {
        for (var episode = 0u; episode < request.Episodes; episode++)
        {
            workers.Enqueue(new RunEpisode(request.Phase, request.Round, 0, EpisodeState.Start(episode), request.Policy, StretchSteps));
        }
    }

    private void GoOn(EpisodeAdvanced advanced)
    {
        if (!workers.Release(Sender, advanced.Job))
        {
            return;
        }

        var end = advanced.End;
        if (!end.Ended)
        {
            workers.Enqueue(advanced.Job with { Attempt = 0, Start = end });
            return;
        }

        var current = evaluations.Peek();
        current.Episodes[end.Episode] = end.Summary(successThreshold);
        if (++current.Completed < current.Episodes.Length)
        {
            return;
        }

        evaluations.Dequeue();
        current.Asker.Tell(new Evaluated(current.Request.Phase, current.Request.Round, current.Episodes));
        if (evaluations.TryPeek(out var next))
        {
            Begin(next.Request);
        }
    }

    private void OnFailed(IActorRef worker, JobFailed failed)
    {
        if (workers.Fail(worker, failed.Job))
        {
            Repeat((RunEpisode)failed.Job, failed.Reason);
        }
    }

    private void ReplaceHanging()
    {
        foreach (var hung in workers.ReplaceHanging())
        {
            Repeat((RunEpisode)hung.Job, hung.Reason);
        }
    }

    private void Repeat(RunEpisode episode, string reason)
    {
        var failures = episode.Attempt + 1;
        var name = $"evaluation episode {episode.Start.Episode} after {episode.Phase.ToString().ToLowerInvariant()} round {episode.Round + 1}";
        log.Warning($"{name} failed ({failures} of {config.MaxFailures}): {reason}");
        if (failures >= config.MaxFailures)
        {
            throw new RunFailedException($"{name} failed {failures} times in a row: {reason}; mend the environment and resume the run");
        }

        workers.Enqueue(episode with { Attempt = failures });
    }

    private sealed class Evaluation(Evaluate request, IActorRef asker)
    {
        public Evaluate Request => request;

        public IActorRef Asker => asker;

        public EpisodeSummary[] Episodes { get; } = new EpisodeSummary[request.Episodes];

        public int Completed { get; set; }
    }
}
