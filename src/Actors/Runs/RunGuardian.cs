using Akka.Actor;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;

namespace AwacAkka.Actors.Runs;

/// <summary>Watches over one run and completes its task: with the last event, or with the reason why there is none.</summary>
public sealed class RunGuardian : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(2);
    private readonly RunRequest request;
    private readonly IWorkerSource runners;
    private readonly TaskCompletionSource<Finished> completion;
    private readonly Action checkJournal;
    private readonly CancellationToken stop;
    private Exception? failure;

    /// <summary>Starts the run.</summary>
    public RunGuardian(
        RunRequest request, IWorkerSource runners, TaskCompletionSource<Finished> completion, Action checkJournal, CancellationToken stop)
    {
        this.checkJournal = checkJournal;
        this.request = request;
        this.runners = runners;
        this.stop = stop;
        this.completion = completion;
        Receive<Finished>(finished => completion.TrySetResult(finished));
        Receive<RunFailed>(failed => Fail(failed.Reason));
        Receive<Terminated>(_ => Fail(Reason()));
        Receive<TakesTooLong>(_ => Fail(Reason()));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart()
    {
        var run = Context.Watch(Context.ActorOf(Props.Create(() => new RunActor(request, runners, checkJournal, stop)), "run"));
        run.Tell(new BeginRun());
    }

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        // An actor below that hangs in native code never stops, and must not keep the reason from being told.
        failure = exception;
        Timers.StartSingleTimer(nameof(TakesTooLong), new TakesTooLong(), TerminationTimeout);
        return Directive.Stop;
    });

    private Exception Reason() => failure switch
    {
        RunFailedException or StorageException => failure,
        { } unknown => new RunFailedException($"the run stopped: {Root(unknown).Message}", unknown),
        null => new RunFailedException("the run stopped before its end; its log says why"),
    };

    private void Fail(Exception reason) => completion.TrySetException(reason);

    private static Exception Root(Exception exception)
    {
        // Akka wraps what a constructor throws in a TypeLoadException.
        while (exception is ActorInitializationException or TypeInitializationException or TypeLoadException or System.Reflection.TargetInvocationException
            && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    /// <summary>The run was told to stop some time ago.</summary>
    private sealed record TakesTooLong;
}
