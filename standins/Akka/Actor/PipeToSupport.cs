namespace Akka.Actor;

/// <summary>Sends the outcome of a task as a message; a failure arrives as <see cref="Status.Failure"/> unless mapped.</summary>
public static class PipeToSupport
{
    public static Task PipeTo<T>(
        this Task<T> taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null) =>
        Pipe(taskToPipe, recipient, sender ?? ActorCell.Current?.Self, success, failure);

    public static Task PipeTo(
        this Task taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null) =>
        Pipe(taskToPipe, recipient, sender ?? ActorCell.Current?.Self, success, failure);

    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);

    public static Task PipeTo(
        this ValueTask taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);

#pragma warning disable CA1031 // Whatever the task throws is the message.
    private static async Task Pipe<T>(
        Task<T> task, ICanTell recipient, IActorRef? sender, Func<T, object>? success, Func<Exception, object>? failure)
    {
        try
        {
            var result = await task.ConfigureAwait(false);
            recipient.Tell(success is null ? result! : success(result), sender);
        }
        catch (Exception cause)
        {
            recipient.Tell(failure is null ? new Status.Failure(cause) : failure(cause), sender);
        }
    }

    private static async Task Pipe(
        Task task, ICanTell recipient, IActorRef? sender, Func<object>? success, Func<Exception, object>? failure)
    {
        try
        {
            await task.ConfigureAwait(false);
            if (success is not null) recipient.Tell(success(), sender);
        }
        catch (Exception cause)
        {
            recipient.Tell(failure is null ? new Status.Failure(cause) : failure(cause), sender);
        }
    }
#pragma warning restore CA1031
}
