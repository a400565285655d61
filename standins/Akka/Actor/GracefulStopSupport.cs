namespace Akka.Actor;

/// <summary>Stops an actor and tells when it has stopped.</summary>
public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>
    /// True once the actor, asked by the message, has stopped; a <see cref="TaskCanceledException"/> if it has not in time.
    /// </summary>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        ArgumentNullException.ThrowIfNull(target);
        var watched = (InternalActorRefBase)target;
        var watcher = new StopWatcher();
        watched.SendSystemMessage(new Dispatch.SysMsg.Watch(watched, watcher));
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            await watcher.Stopped.WaitAsync(timeout).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            watched.SendSystemMessage(new Dispatch.SysMsg.Unwatch(watched, watcher));
            throw new TaskCanceledException($"{target} has not stopped within {timeout.TotalSeconds} s.");
        }
    }

    private sealed class StopWatcher : MinimalActorRef
    {
        private static long _created;

        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stopped => _stopped.Task;

        public override ActorPath Path { get; } = new RootActorPath(
            Address.AllSystems, $"/gracefulStop-{Interlocked.Increment(ref _created)}");

        internal override void SendSystemMessage(Dispatch.SysMsg.SystemMessage message)
        {
            if (message is Dispatch.SysMsg.DeathWatchNotification) _stopped.TrySetResult();
        }
    }
}
