using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>Life cycle and supervision; these overtake user messages. Linked into the mailbox's list, so each is sent once.</summary>
internal abstract class SystemMessage
{
    internal SystemMessage? Next { get; set; }

    /// <summary>Held back while the actor waits for its children to stop.</summary>
    internal virtual bool WaitsForChildren => false;

    /// <summary>Held back while the actor itself is suspended.</summary>
    internal virtual bool WaitsForResume => false;
}

/// <summary>Makes the first instance.</summary>
internal sealed class Create : SystemMessage;

/// <summary>Replaces the failed instance.</summary>
internal sealed class Recreate(Exception cause) : SystemMessage
{
    public Exception Cause => cause;

    internal override bool WaitsForChildren => true;
}

/// <summary>Holds user messages back.</summary>
internal sealed class Suspend : SystemMessage
{
    internal override bool WaitsForChildren => true;
}

/// <summary>Lets user messages through again; the cause is set where it answers the actor's own failure.</summary>
internal sealed class Resume(Exception? causedByFailure) : SystemMessage
{
    public Exception? CausedByFailure => causedByFailure;

    internal override bool WaitsForChildren => true;
}

/// <summary>Stops the actor after its current message.</summary>
internal sealed class Terminate : SystemMessage;

/// <summary>A child asks its supervisor for a decision.</summary>
internal sealed class Failed(InternalActorRefBase child, Exception cause) : SystemMessage
{
    public InternalActorRefBase Child => child;

    public Exception Cause => cause;

    internal override bool WaitsForResume => true;
}

/// <summary>The watcher wants to hear of the watchee's end.</summary>
internal sealed class Watch(InternalActorRefBase watchee, InternalActorRefBase watcher) : SystemMessage
{
    public InternalActorRefBase Watchee => watchee;

    public InternalActorRefBase Watcher => watcher;
}

/// <summary>No longer.</summary>
internal sealed class Unwatch(InternalActorRefBase watchee, InternalActorRefBase watcher) : SystemMessage
{
    public InternalActorRefBase Watchee => watchee;

    public InternalActorRefBase Watcher => watcher;
}

/// <summary>An actor has stopped; goes to its parent and its watchers.</summary>
internal sealed class DeathWatchNotification(InternalActorRefBase actor, bool existenceConfirmed, bool addressTerminated) : SystemMessage
{
    public InternalActorRefBase Actor => actor;

    public bool ExistenceConfirmed => existenceConfirmed;

    public bool AddressTerminated => addressTerminated;
}

/// <summary>A continuation of the actor's asynchronous handler.</summary>
internal sealed class ActorTask(Task task, ActorTaskScheduler scheduler) : SystemMessage
{
    public void Execute() => scheduler.Execute(task);
}
