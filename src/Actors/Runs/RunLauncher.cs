using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Learning.Policies;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Actors.Runs;

/// <summary>Runs the actor system of one run from start to end.</summary>
/// <param name="loggers">Where the system's log goes.</param>
public sealed class RunLauncher(ILoggerFactory loggers) : IRunLauncher
{
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<RunResult> TrainAsync(RunRequest request, IRunProgress progress, CancellationToken cancellation)
    {
        var system = ActorSystem.Create("awac", RunSystem.Configuration(request.Folder));
        try
        {
            MicrosoftLogger.Use(system, loggers);
            var completion = new TaskCompletionSource<Finished>(TaskCreationOptions.RunContinuationsAsynchronously);
            var reporter = system.ActorOf(Props.Create(() => new ReporterActor(request, progress)), "reporter");
            system.EventStream.Subscribe(reporter, typeof(RunEvent)); // here, so that no event can come before the subscription
            system.EventStream.Subscribe(reporter, typeof(RunResumed));
            system.EventStream.Subscribe(reporter, typeof(LearnerProgress));
            system.ActorOf(Props.Create(() => new RunGuardian(request, completion, cancellation)), "guardian");
            var finished = await completion.Task.WaitAsync(cancellation).ConfigureAwait(false);
            await reporter.GracefulStop(TimeSpan.FromSeconds(30)).ConfigureAwait(false); // the last rows are written before the answer
            return new RunResult(finished.Digest, finished.AfterOffline, finished.AfterOnline);
        }
        finally
        {
            await TerminateAsync(system).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public Task<EvaluationSummary> EvaluateAsync(
        string environment, PolicySnapshot policy, int episodes, ulong seed, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using var world = PolicyEnvironment.Make(environment);
            return EvaluationActor.Summarise(EvaluationActor.RunEpisodes(world, new PolicyNetwork(policy), seed, episodes, cancellation));
        },
        cancellation);

    /// <summary>An environment that hangs in native code cannot be stopped; it must not keep the program from ending.</summary>
    private static async Task TerminateAsync(ActorSystem system)
    {
        try
        {
            await system.Terminate().WaitAsync(TerminationTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            system.Log.Warning("an actor did not stop in time and is left behind");
        }
    }
}
