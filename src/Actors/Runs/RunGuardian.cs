using Akka.Actor;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Runs;

/// <summary>Watches over one run and completes its task: with the last event, or with the reason why there is none.</summary>
public sealed class RunGuardian : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(2);
    private readonly RunSpec spec;
    private readonly IRunStore store;
    private readonly IWorkerSource runners;
    private readonly TaskCompletionSource<Finished> completion;
    private readonly Action<IRunNews> publish;
    private readonly CancellationToken stop;
    private Exception? failure;

    /// <summary>Starts the run.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="runners">Where its environments live.</param>
    /// <param name="completion">Its task.</param>
    /// <param name="publish">Hears what those are told who watch the run; called on threads of actors, must not block.</param>
    /// <param name="stop">Ends a round of training that is under way when the run is about to be stopped.</param>
    public RunGuardian(
        RunSpec spec, IRunStore store, IWorkerSource runners, TaskCompletionSource<Finished> completion, Action<IRunNews> publish,
        CancellationToken stop)
    {
        (this.spec, this.store, this.runners) = (spec, store, runners);
        (this.completion, this.publish, this.stop) = (completion, publish, stop);
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
        var props = Props.Create(() => new RunActor(spec, store, runners, publish, stop)).WithDispatcher("awac.run-dispatcher");
        var run = Context.Watch(Context.ActorOf(props, "run"));
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
