using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Rollouts.Processes;
using AwacAkka.Environments;
using AwacAkka.Learning.Policies;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Actors.Runs;

/// <summary>Runs the actor system of one run from start to end.</summary>
/// <param name="loggers">Where the system's log goes.</param>
/// <param name="workers">How worker processes are started; null for a program that has none.</param>
public sealed class RunLauncher(ILoggerFactory loggers, WorkerLaunch? workers = null) : IRunLauncher
{
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<RunResult> TrainAsync(RunRequest request, IRunProgress progress, CancellationToken cancellation)
    {
        if (workers is null && request.Config.Rollouts.Isolation == Isolation.Process)
        {
            throw new RunConfigException(
                "rollouts.isolation is process, but this program does not say how its worker processes are started: "
                + "pass a WorkerLaunch to RunLauncher, or set rollouts.isolation to thread");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var journal = JournalFile.Open(request.Folder);
        var system = ActorSystem.Create("awac", RunSystem.Configuration(request.Folder));
        using var runners = MakeRunners(request, system);
        try
        {
            MicrosoftLogger.Use(system, loggers);
            var completion = new TaskCompletionSource<Finished>(TaskCreationOptions.RunContinuationsAsynchronously);
            var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var reporter = system.ActorOf(Props.Create(() => new ReporterActor(request, progress, reported)), "reporter");
            system.EventStream.Subscribe(reporter, typeof(RunEvent)); // here, so that no event can come before the subscription
            system.EventStream.Subscribe(reporter, typeof(RunResumed));
            system.EventStream.Subscribe(reporter, typeof(LearnerProgress));
            system.ActorOf(Props.Create(() => new RunGuardian(request, runners, completion, stop.Token)), "guardian");
            await (await Task.WhenAny(completion.Task, reported.Task).WaitAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            var finished = await completion.Task.WaitAsync(cancellation).ConfigureAwait(false);
            reporter.Tell(PoisonPill.Instance); // behind the last events
            await reported.Task.WaitAsync(cancellation).ConfigureAwait(false);
            return new RunResult(finished.Digest, finished.AfterOffline, finished.AfterOnline);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false); // after a failure, too, no one shall go on training
            var terminated = TerminateAsync(system);
            runners.Dispose(); // after the actors were told to stop, so that no worker is restarted over it
            await terminated.ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public Task<EvaluationSummary> EvaluateAsync(
        string environment, PolicySnapshot policy, int episodes, ulong seed, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using var world = PolicyEnvironment.Make(environment);
            var threshold = EnvironmentRegistry.Spec(environment).SuccessfulSteps ?? 0;
            return EvaluationActor.Summarise(
                EvaluationActor.RunEpisodes(world, new PolicyNetwork(policy), seed, episodes, threshold, cancellation));
        },
        cancellation);

    private IRolloutRunners MakeRunners(RunRequest request, ActorSystem system)
    {
        var config = request.Config;
        var setting = new RolloutSetting(config.Environment.Id, request.Seed, config.Faults);
        return config.Rollouts.Isolation == Isolation.Process
            ? new WorkerProcesses(workers!, setting, config.Rollouts.StepTimeout, line => system.Log.Info(line))
            : new LocalRunners(setting);
    }

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
