using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

/// <summary>Stands in front of one child: passes messages on while it runs, waits for the next start while it does not.</summary>
public abstract class BackoffSupervisorBase : ActorBase
{
    internal BackoffSupervisorBase(BackoffSettings settings) => Settings = settings;

    private protected BackoffSettings Settings { get; }

    protected Props ChildProps => Settings.ChildProps;

    protected string ChildName => Settings.ChildName;

    protected IBackoffReset Reset => Settings.Reset;

    protected object? ReplyWhileStopped => Settings.ReplyWhileStopped;

    protected Func<object, bool>? FinalStopMessage => Settings.FinalStopMessage;

    protected IActorRef? Child { get; set; }

    /// <summary>How often the child was started again since the last reset.</summary>
    protected int RestartCountN { get; set; }

    protected bool FinalStopMessageReceived { get; set; }

    protected override void PreStart() => StartChild();

    /// <summary>Handles everything but the end of the child.</summary>
    protected bool HandleBackoff(object message)
    {
        switch (message)
        {
            case BackoffSupervisor.StartChild:
                StartChild();
                if (Reset is AutoReset auto)
                    Context.System.Scheduler.ScheduleTellOnce(
                        auto.ResetBackoff, Self, new BackoffSupervisor.ResetRestartCount(RestartCountN), Self);
                return true;
            case BackoffSupervisor.ResetRestartCount reset:
                if (reset.Current == RestartCountN) RestartCountN = 0;
                return true;
            case BackoffSupervisor.Reset:
                if (Reset is not ManualReset) return false;
                RestartCountN = 0;
                return true;
            case BackoffSupervisor.GetRestartCount:
                Sender.Tell(new BackoffSupervisor.RestartCount(RestartCountN));
                return true;
            case BackoffSupervisor.GetCurrentChild:
                Sender.Tell(new BackoffSupervisor.CurrentChild(Child));
                return true;
            default:
                PassOn(message);
                return true;
        }
    }

    /// <summary>Starts the child again after the delay; false where that would be one time too many.</summary>
    private protected bool MayStartAgain => Settings.MaxRetries < 0 || RestartCountN < Settings.MaxRetries;

    private protected void ScheduleStart()
    {
        Child = null;
        Context.System.Scheduler.ScheduleTellOnce(Settings.DelayAfter(RestartCountN), Self, BackoffSupervisor.StartChild.Instance, Self);
        RestartCountN++;
    }

    private void StartChild() => Child ??= Context.Watch(Context.ActorOf(ChildProps, ChildName));

    private void PassOn(object message)
    {
        if (Child is null)
        {
            if (FinalStopMessage is not null && FinalStopMessage(message)) Context.Stop(Self);
            else if (ReplyWhileStopped is not null) Sender.Tell(ReplyWhileStopped);
            else Context.System.DeadLetters.Forward(message);
        }
        else if (Child.Equals(Sender))
        {
            // The child's answers go to the parent, as if the supervisor were the child.
            Context.Parent.Tell(message);
        }
        else
        {
            Child.Forward(message);
            FinalStopMessageReceived |= FinalStopMessage is not null && FinalStopMessage(message);
        }
    }
}
