using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the parts of an asynchronous handler as steps of its actor: after an await the code is back in the actor's context,
/// and no other user message is handled before the whole handler has ended.
/// </summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell cell) => _cell = cell;

    public override int MaximumConcurrencyLevel => 1;

    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = ActorCell.Current ?? throw new InvalidOperationException(
            "RunTask may be called only by an actor while it handles a message.");
        var scheduler = cell.TaskScheduler;
        var start = new Task<Task>(asyncAction);
        start.RunSynchronously(scheduler);
        // A handler that ended without waiting for anything is an ordinary one, its exception included.
        var work = start.GetAwaiter().GetResult() ?? Task.CompletedTask;
        if (work.IsCompleted)
        {
            work.GetAwaiter().GetResult();
            return;
        }
        var message = cell.BeginAwait();
        work.ContinueWith(
            ended => cell.EndAwait(message, FailureOf(ended)), CancellationToken.None, TaskContinuationOptions.None, scheduler);
    }

    internal void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => _cell.Mailbox.PostSystem(new ActorTask(task, this));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ActorCell.Current == _cell && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private static Exception? FailureOf(Task ended) =>
        ended.IsCanceled ? new TaskCanceledException(ended) : ended.Exception is { } failure ? failure.InnerException ?? failure : null;
}
