using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

internal sealed partial class ActorCell
{
    // Subject to the message announced for it; null stands for Terminated.
    private readonly Dictionary<IActorRef, object?> _watching = [];
    private readonly HashSet<InternalActorRefBase> _watchedBy = [];

    // Announced and not handled yet: Unwatch takes the announcement back.
    private readonly HashSet<IActorRef> _terminatedQueued = [];

    public IActorRef Watch(IActorRef subject) => WatchAs(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return WatchAs(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        if (_watching.Remove(subject)) ((InternalActorRefBase)subject).SendSystemMessage(new Unwatch((InternalActorRefBase)subject, _self));
        _terminatedQueued.Remove(subject);
        return subject;
    }

    private IActorRef WatchAs(IActorRef subject, object? message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Equals(Self)) return subject;
        if (_watching.TryGetValue(subject, out var before))
        {
            if (!Equals(before, message))
                throw new InvalidOperationException(
                    $"{subject} is watched already, with another message; call Unwatch before you change it.");
            return subject;
        }
        _watching.Add(subject, message);
        ((InternalActorRefBase)subject).SendSystemMessage(new Watch((InternalActorRefBase)subject, _self));
        return subject;
    }

    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueued.Remove(terminated.ActorRef)) _actor!.AroundReceive(_behaviour, terminated);
    }

    private void OnDeathWatchNotification(DeathWatchNotification notification)
    {
        var subject = notification.Actor;
        if (_watching.Remove(subject, out var message) && !Children.IsTerminating)
        {
            if (message is null) _terminatedQueued.Add(subject);
            Self.Tell(message ?? new Terminated(subject, notification.ExistenceConfirmed, notification.AddressTerminated), subject);
        }
        if (Children.ByRef(subject) is not null) OnChildTerminated(subject);
    }

    private void TellWatchersWeDied()
    {
        // The parent hears of it in any case.
        foreach (var watcher in _watchedBy.Where(watcher => !watcher.Equals(ParentRef)))
            watcher.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
        _watchedBy.Clear();
    }

    private void UnwatchAll()
    {
        foreach (var subject in _watching.Keys.Cast<InternalActorRefBase>()) subject.SendSystemMessage(new Unwatch(subject, _self));
        _watching.Clear();
        _terminatedQueued.Clear();
    }
}
