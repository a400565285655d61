using Akka.Actor;

namespace Standins.Akka.Tests.Persistence;

/// <summary>Passes on that an actor has stopped.</summary>
internal sealed class Watcher : ReceiveActor
{
    public Watcher(IActorRef subject, IActorRef probe)
    {
        Context.Watch(subject);
        Receive<Terminated>(_ => probe.Tell("stopped"));
    }
}
