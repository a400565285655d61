using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The parent of the root: where failures and deaths end.</summary>
internal sealed class TopGuardian(ActorSystemImpl system, ActorPath rootPath) : MinimalActorRef
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorPath Path { get; } = rootPath / "_top";

    public Task Stopped => _stopped.Task;

    internal override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                failed.Child.Stop();
                break;
            case DeathWatchNotification:
                system.OnTerminated();
                _stopped.TrySetResult();
                break;
        }
    }
}

/// <summary>The root of the tree. A guardian that fails, because a failure was escalated all the way up, ends the system.</summary>
internal sealed class RootGuardianActor : ReceiveActor
{
    public RootGuardianActor()
    {
        Receive<SystemGuardianActor.Outlive>(outlive => Context.Watch(outlive.Other));
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}

/// <summary>The parent of the actors that users make.</summary>
internal sealed class UserGuardianActor : ActorBase
{
    protected override bool Receive(object message) => false;

    // Its children are the users': a restart of the guardian must not stop them.
    protected override void PreRestart(Exception reason, object message)
    {
    }
}

/// <summary>The parent of the system's own actors; stops after the user guardian, once the loggers have written what they have.</summary>
internal sealed class SystemGuardianActor : ReceiveActor
{
    private static readonly TimeSpan PatienceWithLoggers = TimeSpan.FromSeconds(5);

    private readonly HashSet<IActorRef> _loggers = [];

    public SystemGuardianActor()
    {
        Receive<Outlive>(outlive => Context.Watch(outlive.Other));
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
        Receive<Terminated>(terminated =>
        {
            if (!_loggers.Remove(terminated.ActorRef)) EndLoggers();
            if (_loggers.Count == 0) Context.Stop(Self);
        });
    }

    private void EndLoggers()
    {
        foreach (var logger in Context.System.EventStream.ReleaseLoggers(Context.System.Settings))
        {
            _loggers.Add(Context.Watch(logger));
            // Unlike a stop this waits its turn behind the last log lines.
            logger.Tell(PoisonPill.Instance);
        }
        SetReceiveTimeout(PatienceWithLoggers);
    }

    /// <summary>Stop as soon as the other one has stopped.</summary>
    internal sealed record Outlive(IActorRef Other);
}
