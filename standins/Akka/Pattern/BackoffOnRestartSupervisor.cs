using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Turns the restarts of its strategy into a stop and, after a growing delay, a fresh start.</summary>
internal sealed class BackoffOnRestartSupervisor : BackoffSupervisorBase
{
    public BackoffOnRestartSupervisor(BackoffSettings settings)
        : base(settings)
    {
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        var directive = Settings.Strategy.Decider.Decide(cause);
        if (directive != Directive.Restart) return directive;
        if (MayStartAgain)
        {
            var failed = Sender;
            Become(message => AwaitEndOf(failed, message));
        }
        else
        {
            Context.Stop(Self);
        }
        return Directive.Stop;
    });

    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || !terminated.ActorRef.Equals(Child)) return HandleBackoff(message);
        // It stopped of its own accord, or the strategy said so.
        Context.Stop(Self);
        return true;
    }

    private bool AwaitEndOf(IActorRef failed, object message)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(failed):
                UnbecomeStacked();
                ScheduleStart();
                return true;
            case BackoffSupervisor.StartChild:
                return true;
            default:
                return HandleBackoff(message);
        }
    }
}
