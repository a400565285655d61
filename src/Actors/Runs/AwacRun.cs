using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// One run and what it holds outside of its actor system: the journal, the workers, the request to stop. It starts in a system that was made for
/// it, by <see cref="RunLauncher"/> or by a host (<see cref="AwacRunHosting"/>), and is disposed when that system has ended.
/// </summary>
public sealed class AwacRun : IDisposable
{
    private readonly RunRequest request;
    private readonly IRunProgress progress;
    private readonly WorkerLaunch? workers;
    private readonly JournalLease journal;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource<Finished> finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IRolloutRunners? runners;
    private bool isDisposed;

    private AwacRun(RunRequest request, IRunProgress progress, WorkerLaunch? workers)
    {
        (this.request, this.progress, this.workers) = (request, progress, workers);
        EnvironmentLogs.CheckUnits(request.Config, request.Dataset);
        if (request.Dataset is { } dataset)
        {
            RunConfigLoader.CheckDataset(request.Config, dataset.Count);
        }

        journal = JournalDatabase.Open(request.Folder);
    }

    /// <summary>The run's folder.</summary>
    public RunFolder Folder => request.Folder;

    /// <summary>How the run ends: with its result, or with a <see cref="RunFailedException"/> or <see cref="StorageException"/>.</summary>
    public Task<RunResult> Completion { get; private set; } = Task.FromException<RunResult>(new InvalidOperationException("the run has not been started"));

    /// <summary>Opens the run's journal; nothing is trained yet.</summary>
    /// <param name="request">The run.</param>
    /// <param name="progress">Hears how it gets on.</param>
    /// <param name="workers">How worker processes are started; null for a program that has none.</param>
    /// <exception cref="RunConfigException">The configuration asks for worker processes, and there are none, or the data's units are not known.</exception>
    /// <exception cref="StorageException">The journal cannot be used.</exception>
    public static AwacRun Open(RunRequest request, IRunProgress progress, WorkerLaunch? workers = null) =>
        workers is not null || request.Config.Rollouts.Isolation != Isolation.Process
            ? new AwacRun(request, progress, workers)
            : throw new RunConfigException(
                "rollouts.isolation is process, but this program does not say how its worker processes are started: "
                + "pass a WorkerLaunch, or set rollouts.isolation to thread");

    /// <summary>Begins the run, or goes on with it, in a system made with <see cref="RunSystem"/>'s setup.</summary>
    /// <returns>The run's guardian.</returns>
    internal IActorRef Start(ActorSystem system)
    {
        var environments = runners = MakeRunners(system);
        var reporter = system.ActorOf(Props.Create(() => new ReporterActor(request, progress, reported, journal.Check)), "reporter");
        system.EventStream.Subscribe(reporter, typeof(RunEvent)); // here, so that no event can come before the subscription
        system.EventStream.Subscribe(reporter, typeof(RunResumed));
        system.EventStream.Subscribe(reporter, typeof(LearnerProgress));
        system.EventStream.Subscribe(reporter, typeof(RunNotice));
        var store = FolderRunStore.Of(request.Folder, request.Config, journal.Check);
        Action<IRunNews> publish = system.EventStream.Publish; // the system is the run's own, so that no other run's news are among them
        var guardian = system.ActorOf(Props.Create(() => new RunGuardian(request, store, environments, finished, publish, stop.Token)), "guardian");
        Completion = CompleteAsync(reporter);
        return guardian;
    }

    /// <summary>Asks the learner to end between two updates: the system is about to terminate and shall not wait for it.</summary>
    internal void Stop() => stop.Cancel();

    /// <summary>Ends what the workers are still doing. After the actors were told to stop, so that no worker is restarted over it.</summary>
    internal void StopWorkers() => Interlocked.Exchange(ref runners, null)?.Dispose();

    /// <summary>Closes the journal; once more it does nothing, as a host that was left behind may come to it late.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
        {
            return;
        }

        Stop();
        StopWorkers();
        journal.Dispose();
        stop.Dispose();
    }

    private async Task<RunResult> CompleteAsync(IActorRef reporter)
    {
        try
        {
            return await ResultAsync(reporter).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StorageException or RunFailedException)
        {
            journal.Check(); // whatever failed first, a journal or folder that is gone is the reason to tell
            throw;
        }
    }

    private async Task<RunResult> ResultAsync(IActorRef reporter)
    {
        await (await Task.WhenAny(finished.Task, reported.Task).ConfigureAwait(false)).ConfigureAwait(false);
        var end = await finished.Task.ConfigureAwait(false);
        reporter.Tell(PoisonPill.Instance); // behind the last events
        await reported.Task.ConfigureAwait(false);
        journal.Check(); // a digest that no journal stands behind would be no result
        return new RunResult(end.Digest, end.AfterOffline, end.AfterOnline);
    }

    private IRolloutRunners MakeRunners(ActorSystem system)
    {
        var config = request.Config;
        var setting = new RolloutSetting(config.Environment.Id, request.Seed, config.Faults);
        return RolloutRunners.Of(config.Rollouts, setting, workers, line => system.Log.Info(line));
    }
}
