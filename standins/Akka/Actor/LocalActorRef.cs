using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The reference to an actor of this process; stays valid over restarts.</summary>
internal sealed class LocalActorRef : InternalActorRefBase
{
    private readonly ActorCell _cell;

    public LocalActorRef(ActorSystemImpl system, Props props, InternalActorRefBase parent, ActorPath path)
    {
        Path = path;
        _cell = new ActorCell(system, this, props, parent);
    }

    public override ActorPath Path { get; }

    public override bool IsLocal => true;

    public override bool IsTerminated => _cell.IsTerminated;

    internal ActorCell Cell => _cell;

    internal override InternalActorRefBase ParentRef => _cell.ParentRef;

    public override void Stop() => SendSystemMessage(new Terminate());

    internal void Start() => _cell.Start();

    internal override void SendSystemMessage(SystemMessage message) => _cell.Mailbox.PostSystem(message);

    internal override InternalActorRefBase? GetChildRef(string name) => _cell.Children.ByName(name)?.Child;

    internal override IEnumerable<InternalActorRefBase> GetChildRefs() => _cell.Children.Refs();

    protected override void TellInternal(object message, IActorRef? sender) => _cell.Mailbox.Post(new Envelope(message, sender));
}
