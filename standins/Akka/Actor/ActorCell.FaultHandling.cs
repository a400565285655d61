using Akka.Dispatch.SysMsg;
using Akka.Event;
using Debug = Akka.Event.Debug;

namespace Akka.Actor;

#pragma warning disable CA1031 // Failures of user code, of any type, turn into supervision.
internal sealed partial class ActorCell
{
    // System messages held back until the actor is resumed or its children have stopped.
    private Queue<SystemMessage>? _deferred;

    // Who failed: this actor itself or the child whose failure it escalated; null while all is well.
    private IActorRef? _perpetrator;

    // The child whose failure is being judged; failing here means escalation.
    private InternalActorRefBase? _escalating;

    private enum Hold
    {
        Nothing,
        Failures,
        FaultHandling,
    }

    private Hold Holding => Children.IsWaiting ? Hold.FaultHandling : Mailbox.IsSuspended ? Hold.Failures : Hold.Nothing;

    public void SystemInvoke(SystemMessage message)
    {
        var before = Holding;
        if ((before == Hold.FaultHandling && message.WaitsForChildren) || (before == Hold.Failures && message.WaitsForResume))
        {
            (_deferred ??= new Queue<SystemMessage>()).Enqueue(message);
            return;
        }
        try
        {
            Handle(message);
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
        if (_deferred is not { Count: > 0 } deferred || Holding >= before) return;
        _deferred = null;
        foreach (var held in deferred)
            if (!IsTerminated) SystemInvoke(held);
    }

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case ActorTask task:
                task.Execute();
                break;
            case Create:
                CreateInstance();
                break;
            case Failed failed:
                OnFailed(failed);
                break;
            case DeathWatchNotification notification:
                OnDeathWatchNotification(notification);
                break;
            case Recreate recreate:
                FaultRecreate(recreate.Cause);
                break;
            case Suspend:
                Mailbox.SuspendUser();
                SuspendChildren([]);
                break;
            case Resume resume:
                FaultResume(resume.CausedByFailure);
                break;
            case Dispatch.SysMsg.Terminate:
                Terminate();
                break;
            case Watch watch when !watch.Watcher.Equals(Self):
                _watchedBy.Add(watch.Watcher);
                break;
            case Unwatch unwatch:
                _watchedBy.Remove(unwatch.Watcher);
                break;
        }
    }

    private void CreateInstance()
    {
        try
        {
            _actor = NewInstance();
            _actor.AroundPreStart();
            if (SystemImpl.Settings.DebugLifecycle) Publish(new Debug(Self.Path.ToString(), _actor.GetType(), "Started"));
        }
        catch (Exception cause)
        {
            // So that a restart knows that there is nothing to clean up.
            _actor = null;
            throw new ActorInitializationException(Self, $"Exception during creation: {cause.Message}", cause);
        }
    }

    /// <summary>Nothing more is handled until the supervisor has decided.</summary>
    private void HandleInvokeFailure(Exception cause, IReadOnlyList<InternalActorRefBase>? suspendedAlready = null)
    {
        if (_perpetrator is not null || IsTerminated) return;
        Mailbox.SuspendUser();
        _perpetrator = _escalating ?? Self;
        SuspendChildren(suspendedAlready ?? (_escalating is null ? [] : [_escalating]));
        ParentRef.SendSystemMessage(new Failed(_self, cause));
    }

    private void OnFailed(Failed failed)
    {
        if (Children.ByRef(failed.Child) is not { } stats) return;
        (_escalating, _sender) = (failed.Child, failed.Child);
        try
        {
            if (!_actor!.EffectiveStrategy.HandleFailure(this, stats, failed.Cause)) HandleInvokeFailure(failed.Cause);
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
        finally
        {
            _escalating = null;
        }
    }

    private void FaultResume(Exception? causedByFailure)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }
        var perpetrator = _perpetrator;
        Mailbox.ResumeUser();
        if (causedByFailure is not null) _perpetrator = null;
        foreach (var child in Children.Refs())
            child.SendSystemMessage(new Resume(child.Equals(perpetrator) ? causedByFailure : null));
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }
        if (!Children.IsNormal)
        {
            // Stopping already; only the suspensions must stay balanced.
            FaultResume(null);
            return;
        }
        var failed = _actor;
        try
        {
            if (!_isReleased) failed.AroundPreRestart(cause, CurrentMessage);
        }
        catch (Exception inPreRestart)
        {
            var failure = new PreRestartException(Self, inPreRestart, cause, CurrentMessage);
            Publish(new Error(failure, Self.Path.ToString(), failed.GetType(), failure.Message));
        }
        ReleaseInstance(failed);
        CurrentMessage = null;
        if (!Children.WaitForDying(new SuspendReason.Recreation(cause))) FinishRecreate(cause);
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = Children.Refs().ToArray();
        try
        {
            Mailbox.ResumeUser();
            _perpetrator = null;
            var fresh = NewInstance();
            _actor = fresh;
            fresh.AroundPostRestart(cause, null);
            if (SystemImpl.Settings.DebugLifecycle) Publish(new Debug(Self.Path.ToString(), fresh.GetType(), "Restarted"));
            foreach (var child in survivors) child.SendSystemMessage(new Recreate(cause));
        }
        catch (Exception inPostRestart)
        {
            // The survivors are suspended still, and this instance has had its end.
            _isReleased = true;
            HandleInvokeFailure(new PostRestartException(Self, inPostRestart, cause), survivors);
        }
    }

    private void FaultCreate()
    {
        foreach (var child in GetChildren()) Stop(child);
        if (!Children.WaitForDying(new SuspendReason.Creation())) FinishCreate();
    }

    private void FinishCreate()
    {
        Mailbox.ResumeUser();
        _perpetrator = null;
        try
        {
            CreateInstance();
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
    }

    private void Terminate()
    {
        CancelReceiveTimeout();
        UnwatchAll();
        Children.Close();
        foreach (var child in GetChildren()) Stop(child);
        var already = Children.IsTerminating;
        if (!Children.WaitForDying(new SuspendReason.Termination()))
        {
            Children.SetTerminated();
            FinishTerminate();
        }
        else if (!already)
        {
            Mailbox.SuspendUser();
            // A failure while stopping is of no interest to the supervisor.
            _perpetrator = Self;
        }
    }

    private void FinishTerminate()
    {
        var actor = _actor;
        try
        {
            actor?.AroundPostStop();
        }
        catch (Exception cause)
        {
            Publish(new Error(cause, Self.Path.ToString(), actor!.GetType(), cause.Message));
        }
        if (actor is not null) ReleaseInstance(actor);
        SystemImpl.EventStream.Unsubscribe(Self);
        Mailbox.Close();
        ParentRef.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
        TellWatchersWeDied();
        UnwatchAll();
        CancelReceiveTimeout();
        if (SystemImpl.Settings.DebugLifecycle) Publish(new Debug(Self.Path.ToString(), Props.Type, "Stopped"));
        (_actor, _sender, CurrentMessage) = (null, null, null);
        Dispatcher.Detach();
    }

    private void OnChildTerminated(InternalActorRefBase child)
    {
        switch (Children.Remove(child))
        {
            case SuspendReason.Recreation recreation:
                FinishRecreate(recreation.Cause);
                break;
            case SuspendReason.Creation:
                FinishCreate();
                break;
            case SuspendReason.Termination:
                FinishTerminate();
                break;
        }
    }

    private void SuspendChildren(IReadOnlyList<InternalActorRefBase> except)
    {
        foreach (var child in Children.Refs())
            if (!except.Contains(child)) child.SendSystemMessage(new Suspend());
    }

    private void Publish(LogEvent logEvent) => SystemImpl.EventStream.Publish(logEvent);
}
