namespace Akka.Actor;

/// <summary>Ask: a message whose answer is a task.</summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<T>(_ => message, timeout, cancellationToken);

    /// <summary>
    /// Sends the message and completes with the first answer. No answer in time: <see cref="AskTimeoutException"/>;
    /// a <see cref="Status.Failure"/>: its cause; an answer of another type: <see cref="ArgumentException"/>.
    /// </summary>
    public static Task<T> Ask<T>(
        this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(messageFactory);
        var system = SystemOf(self);
        var limit = timeout ?? system.Settings.AskTimeout;
        var answer = new AnswerRef<T>(system);
        answer.ExpireAfter(limit, cancellationToken);
        self.Tell(messageFactory(answer), answer);
        return answer.Answer;
    }

    private static ActorSystemImpl SystemOf(ICanTell target) => target switch
    {
        LocalActorRef local => local.Cell.SystemImpl,
        ActorSelection selection => SystemOf(selection.Anchor),
        EmptyActorRef empty => empty.System,
        _ => ActorCell.Current?.SystemImpl
            ?? throw new ArgumentException(
                $"{target} cannot be asked from outside of an actor: it belongs to no actor system.", nameof(target)),
    };
}

/// <summary>The sender of an Ask: takes one answer.</summary>
#pragma warning disable CA1001 // The timer goes with the answer.
internal sealed class AnswerRef<T>(ActorSystemImpl system) : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActorPath? _path;
    private CancellationTokenRegistration _registration;
    private Timer? _timer;

    public override ActorPath Path => _path ??= system.NextTempPath();

    public Task<T> Answer => _result.Task;

    public void ExpireAfter(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (self, token) => ((AnswerRef<T>)self!).End(result => result.TrySetCanceled(token)), this);
        }
        if (limit == Timeout.InfiniteTimeSpan || limit == TimeSpan.MaxValue) return;
        var timedOut = new TimerCallback(_ => End(new AskTimeoutException($"Timeout after {limit.TotalSeconds} seconds")));
        _timer = new Timer(timedOut, null, limit, Timeout.InfiniteTimeSpan);
    }

    protected override void TellInternal(object message, IActorRef? sender)
    {
        var taken = message switch
        {
            T answer => End(result => result.TrySetResult(answer)),
            Status.Failure failure => End(failure.Cause ?? new TaskCanceledException("The answer is a failure without a cause.")),
            _ => End(new ArgumentException($"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (!taken) system.DeadLetterRef.Report(message, sender, this);
    }

    private bool End(Exception failure) => End(result => result.TrySetException(failure));

    private bool End(Func<TaskCompletionSource<T>, bool> complete)
    {
        if (!complete(_result)) return false;
        _timer?.Dispose();
        _registration.Unregister();
        return true;
    }
}
