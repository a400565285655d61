using Akka.Actor;
using AwacAkka.Actors.Configuration;
using AwacAkka.Collecting;
using AwacAkka.Environments;
using AwacAkka.Environments.Faults;

namespace AwacAkka.Actors.Rollouts;

/// <summary>What every rollout of a run depends on, beside its start and its policy.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Faults">How often calls fail on purpose.</param>
public sealed record RolloutSetting(string Environment, ulong Seed, FaultRates Faults);

/// <summary>
/// One environment and what is run in it; used by one thread at a time. What fails throws, and then the runner is used no more.
/// </summary>
public interface IRolloutRunner : IDisposable
{
    /// <summary>Runs a slot.</summary>
    SlotResult Run(RunSlot slot);

    /// <summary>Goes on with an evaluation episode.</summary>
    EpisodeState Run(RunEpisode episode);
}

/// <summary>Makes runners, wherever they live. Disposing ends whatever they are still doing. Thread-safe.</summary>
public interface IRolloutRunners : IWorkerSource, IDisposable
{
    /// <summary>Makes a runner; blocks until it is ready.</summary>
    /// <param name="heartbeat">Where the runner notes its calls; giving the worker up there ends a call that hangs, if that can be.</param>
    /// <exception cref="UnknownEnvironmentException">No environment has the id.</exception>
    /// <exception cref="MissingNativeLibraryException">The environment's engine is not installed.</exception>
    /// <exception cref="RolloutException">There cannot be a runner, for another reason.</exception>
    IRolloutRunner Create(Heartbeat heartbeat);

    /// <summary>Workers that are children of the actor, each with a runner.</summary>
    IWorkers IWorkerSource.WorkersFor(IActorContext context, RolloutsSection config) => new WorkerGroup(context, this, config);
}
