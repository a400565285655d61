using Akka.Actor;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Environments.Registry;
using AwacAkka.Policies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Actors.Runs;

/// <summary>Runs the actor system of one run from start to end.</summary>
/// <param name="loggers">Where the system's log goes; null keeps none.</param>
/// <param name="workers">How worker processes are started; null for a program that has none.</param>
public sealed class RunLauncher(ILoggerFactory? loggers = null, WorkerLaunch? workers = null) : IRunLauncher
{
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(1);
    private readonly ILoggerFactory loggers = loggers ?? NullLoggerFactory.Instance;

    /// <inheritdoc />
    public async Task<RunResult> TrainAsync(RunRequest request, IRunProgress progress, CancellationToken cancellation = default)
    {
        using var run = await Task.Run(() => AwacRun.Open(request, progress, workers), cancellation).ConfigureAwait(false); // it may wait for a lock
        var system = ActorSystem.Create("awac", RunSystem.Setup(request.Folder, loggers));
        try
        {
            run.Start(system);
            return await run.Completion.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            run.Stop(); // after a failure, too, no one shall go on training
            var terminated = WaitForEndAsync(system.Terminate(), loggers);
            run.StopWorkers();
            await terminated.ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public Task<EvaluationSummary> EvaluateAsync(
        string environment, PolicySnapshot policy, int episodes, ulong seed, CancellationToken cancellation = default) => Task.Run(
        () =>
        {
            using var world = PolicyEnvironment.MakeNamingFailures(environment);
            var rollout = new EpisodeRollout(world, seed, PolicyEnvironment.LongestEpisode(environment));
            var threshold = EnvironmentRegistry.Spec(environment).SuccessfulSteps ?? 0;
            return EvaluationSummary.Of(
                EvaluationActor.RunEpisodes(rollout, new PolicyNetwork(policy), episodes, threshold, cancellation));
        },
        cancellation);

    /// <summary>
    /// Waits for the end of a run's actor system, or of its host, but about a second at most: an environment that hangs in native code
    /// cannot be stopped, and must not keep the program from ending.
    /// </summary>
    /// <param name="end">The end.</param>
    /// <param name="loggers">Where to say that it did not come.</param>
    public static async Task WaitForEndAsync(Task end, ILoggerFactory loggers)
    {
        try
        {
            await end.WaitAsync(TerminationTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            loggers.CreateLogger("awac").LogWarning("an actor did not stop in time and is left behind");
        }
    }
}
