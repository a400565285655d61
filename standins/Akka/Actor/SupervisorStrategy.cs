using Akka.Event;

namespace Akka.Actor;

/// <summary>What to do about a failed child.</summary>
public enum Directive
{
    Resume = 0,
    Restart = 1,
    Escalate = 2,
    Stop = 3,
}

/// <summary>How an actor treats the failures of its children.</summary>
public abstract class SupervisorStrategy
{
    public static IDecider DefaultDecider = Actor.Decider.From(cause =>
        cause is ActorInitializationException or ActorKilledException or DeathPactException ? Directive.Stop : Directive.Restart);

    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    private protected SupervisorStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, bool loggingEnabled)
    {
        Retries = maxNrOfRetries ?? -1;
        Window = withinTimeRange;
        LoggingEnabled = loggingEnabled;
    }

    public abstract IDecider Decider { get; }

    protected bool LoggingEnabled { get; set; }

    private protected int Retries { get; }

    private protected TimeSpan? Window { get; }

    internal bool HandleFailure(ActorCell parent, ChildRestartStats failed, Exception cause)
    {
        var directive = Decider.Decide(cause);
        if (directive == Directive.Escalate) return false;
        LogFailure(parent, failed.Child, cause, directive);
        if (directive == Directive.Resume) failed.Child.SendSystemMessage(new Dispatch.SysMsg.Resume(cause));
        else Apply(parent, directive == Directive.Restart, failed, cause);
        return true;
    }

    private protected abstract void Apply(ActorCell parent, bool restart, ChildRestartStats failed, Exception cause);

    private protected bool MayRestart(ChildRestartStats child) => child.RequestRestartPermission(Retries, Window);

    private protected static void Restart(InternalActorRefBase child, Exception cause, bool suspendFirst)
    {
        if (suspendFirst) child.SendSystemMessage(new Dispatch.SysMsg.Suspend());
        child.SendSystemMessage(new Dispatch.SysMsg.Recreate(cause));
    }

    private protected static TimeSpan? WindowOf(int milliseconds) => milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds) : null;

    protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        if (!LoggingEnabled) return;
        var message = cause is ActorInitializationException { InnerException: { } inner } ? inner.Message : cause.Message;
        context.System.EventStream.Publish(
            directive == Directive.Resume
                ? new Warning(cause, child.Path.ToString(), GetType(), message)
                : new Error(cause, child.Path.ToString(), GetType(), message));
    }
}

/// <summary>The failed child alone is restarted or stopped.</summary>
public class OneForOneStrategy : SupervisorStrategy
{
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(null, null, Actor.Decider.From(localOnlyDecider))
    {
    }

    public OneForOneStrategy(IDecider decider)
        : this(null, null, decider)
    {
    }

    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider))
    {
    }

    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries, withinTimeRange, loggingEnabled: true)
    {
        ArgumentNullException.ThrowIfNull(decider);
        Decider = decider;
    }

    public OneForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        : base(maxNrOfRetries, WindowOf(withinTimeMilliseconds), loggingEnabled)
    {
        ArgumentNullException.ThrowIfNull(decider);
        Decider = decider;
    }

    public override IDecider Decider { get; }

    public int MaxNumberOfRetries => Retries;

    public int WithinTimeRangeMilliseconds => (int)(Window?.TotalMilliseconds ?? -1);

    public OneForOneStrategy WithMaxNrOfRetries(int maxNrOfRetries) =>
        new(maxNrOfRetries, WithinTimeRangeMilliseconds, Decider, LoggingEnabled);

    private protected override void Apply(ActorCell parent, bool restart, ChildRestartStats failed, Exception cause)
    {
        if (restart && MayRestart(failed)) Restart(failed.Child, cause, suspendFirst: false);
        else parent.Stop(failed.Child);
    }
}

/// <summary>All children are restarted or stopped together, for children that cannot go on without each other.</summary>
public class AllForOneStrategy : SupervisorStrategy
{
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(null, null, Actor.Decider.From(localOnlyDecider))
    {
    }

    public AllForOneStrategy(IDecider decider)
        : this(null, null, decider)
    {
    }

    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider))
    {
    }

    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries, withinTimeRange, loggingEnabled: true)
    {
        ArgumentNullException.ThrowIfNull(decider);
        Decider = decider;
    }

    public AllForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        : base(maxNrOfRetries, WindowOf(withinTimeMilliseconds), loggingEnabled)
    {
        ArgumentNullException.ThrowIfNull(decider);
        Decider = decider;
    }

    public override IDecider Decider { get; }

    public int MaxNumberOfRetries => Retries;

    public int WithinTimeRangeMilliseconds => (int)(Window?.TotalMilliseconds ?? -1);

    private protected override void Apply(ActorCell parent, bool restart, ChildRestartStats failed, Exception cause)
    {
        var children = parent.Children.Stats();
        if (restart && children.All(MayRestart))
        {
            foreach (var stats in children) Restart(stats.Child, cause, suspendFirst: !ReferenceEquals(stats, failed));
        }
        else
        {
            foreach (var stats in children) parent.Stop(stats.Child);
        }
    }
}
