using Akka.Actor;
using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Data;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Actors.Runs;

/// <summary>What a run is started with.</summary>
/// <param name="Config">The resolved configuration.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Dataset">The offline data; null for a run from scratch.</param>
/// <param name="Folder">Where the run is kept.</param>
public sealed record RunRequest(RunConfig Config, ulong Seed, OfflineDataset? Dataset, RunFolder Folder);

/// <summary>Sees a run go by: every event once it is persisted, and progress about once a second. Called on one thread at a time.</summary>
public interface IRunObserver
{
    /// <summary>An event that now stands in the journal.</summary>
    void OnEvent(RunEvent runEvent);

    /// <summary>Progress between events.</summary>
    void OnProgress(RunProgress progress);
}

/// <summary>Where a run stands between events.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Updates">Updates so far.</param>
/// <param name="TotalUpdates">Updates of the whole run.</param>
/// <param name="Steps">Environment steps so far.</param>
/// <param name="TotalSteps">Environment steps of the whole run.</param>
/// <param name="UpdatesPerSecond">Speed of the learner at present.</param>
public sealed record RunProgress(RunPhase Phase, long Updates, long TotalUpdates, long Steps, long TotalSteps, double UpdatesPerSecond);

/// <summary>A run that cannot go on, with one sentence why.</summary>
public sealed class RunFailedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Runs the actor system of one run from start to end.</summary>
public static class RunLauncher
{
    /// <summary>Trains; returns the last event.</summary>
    /// <exception cref="RunFailedException">The run cannot go on.</exception>
    public static async Task<Finished> TrainAsync(
        RunRequest request, IRunObserver observer, ILoggerFactory loggers, CancellationToken cancellation = default)
    {
        var system = ActorSystem.Create("awac", RunSystem.Configuration(request.Folder));
        try
        {
            MicrosoftLogger.Use(system, loggers);
            var completion = new TaskCompletionSource<Finished>(TaskCreationOptions.RunContinuationsAsynchronously);
            system.ActorOf(Props.Create(() => new RunObserverActor(request, observer)), "observer");
            system.ActorOf(Props.Create(() => new RunGuardian(request, completion)), "guardian");
            return await completion.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }
}
