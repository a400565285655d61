using Akka.Actor;
using AwacAkka.Actors.Configuration;

namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// Who runs the jobs of a supervising actor: workers under it (<see cref="WorkerGroup"/>), or those of other nodes. Whoever it is answers to that
/// actor with <see cref="SlotCompleted"/>, <see cref="EpisodeAdvanced"/> or <see cref="JobFailed"/>. Used on that actor's own turn only.
/// </summary>
public interface IWorkers
{
    /// <summary>What becomes of children that fail.</summary>
    SupervisorStrategy Strategy { get; }

    /// <summary>How often to look for hangs.</summary>
    TimeSpan WatchInterval { get; }

    /// <summary>Makes ready for jobs.</summary>
    /// <param name="count">Workers, where they are this actor's own.</param>
    void Start(int count);

    /// <summary>Has a job run.</summary>
    void Enqueue(WorkerJob job);

    /// <summary>Notes that a worker has an environment.</summary>
    void Ready(IActorRef sender);

    /// <summary>Notes that a job is done; false where it is another's by now, or was answered before.</summary>
    bool Release(IActorRef sender, WorkerJob job);

    /// <summary>Notes that a job has failed; false where it is another's by now, or was answered before.</summary>
    bool Fail(IActorRef sender, WorkerJob job);

    /// <summary>Gives up workers that are in one call for too long, and yields the jobs that they were at.</summary>
    /// <exception cref="AwacAkka.Actors.Records.RunFailedException">Environments hang again and again while they are made: no retry helps.</exception>
    IReadOnlyList<HungJob> ReplaceHanging();
}

/// <summary>Where supervising actors get their workers from.</summary>
public interface IWorkerSource
{
    /// <summary>Workers for an actor.</summary>
    /// <param name="context">The actor's.</param>
    /// <param name="config">How long calls may take.</param>
    IWorkers WorkersFor(IActorContext context, RolloutsSection config);
}
