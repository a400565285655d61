namespace AwacAkka.Cli.Terminal;

/// <summary>Work of minutes that Ctrl-C ends, and that leaves nothing half written then.</summary>
internal static class StoppableWork
{
    /// <summary>How long a stop waits for a step that is under way.</summary>
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs work that may take minutes on another thread, so that Ctrl-C is heard and what is half written can be removed.
    /// </summary>
    public static Task<int> RunAsync(Func<CancellationToken, int> work, CancellationToken cancellation) =>
        RunAsync(stop => Task.FromResult(work(stop)), cancellation);

    /// <inheritdoc cref="RunAsync(Func{CancellationToken, int}, CancellationToken)" />
    public static Task<int> RunAsync(Func<CancellationToken, Task<int>> work, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            using var signals = new StopSignals(cancellation);
            return await work(signals.Token);
        },
        cancellation);

    /// <summary>
    /// Does the part of such work that calls an environment, on a thread that is left behind where a call hangs: a stop ends the command all the same,
    /// and removes what it has begun to write.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static T Abandonable<T>(Func<T> work, CancellationToken stop)
    {
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var end = ((IAsyncResult)task).AsyncWaitHandle;
        return WaitHandle.WaitAny([end, stop.WaitHandle]) == 0 || end.WaitOne(StepPatience)
            ? task.GetAwaiter().GetResult()
            : throw new OperationCanceledException(stop);
    }
}
