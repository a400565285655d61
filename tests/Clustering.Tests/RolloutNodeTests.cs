using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Serving;
using AwacAkka.Clustering.Wire;
using AwacAkka.Environments.Faults;

namespace AwacAkka.Clustering.Tests;

/// <summary>A rollout node that cannot work for a run says so to it each time, and to its log once.</summary>
public sealed class RolloutNodeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_refusal_is_logged_once_and_again_when_its_reason_changes()
    {
        var here = new RolloutArithmetic("3.3", "here");
        using var system = ActorSystem.Create("node", "akka.loglevel = WARNING\nakka.stdout-loglevel = OFF\nakka.loggers = []");
        var warnings = new ConcurrentQueue<string>();
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Listener(warnings.Enqueue))), typeof(Warning));
        var node = system.ActorOf(Props.Create(() => new RolloutNodeActor(1, null, _ => here)));
        using var run = Inbox.Create(system);
        using var other = Inbox.Create(system);

        Refuse(run, "one", new("3.2", "there"));
        Refuse(run, "one", new("3.2", "there"));
        Refuse(other, "two", new("3.2", "there"));
        Refuse(run, "one", new("3.2", "there"));
        Refuse(run, "one", new("3.1", "there"));
        Refuse(run, "one", new("3.1", "there"));

        await InProcessCluster.UntilAsync(() => warnings.Count >= 3);
        await system.Terminate();
        Assert.Equal(
            ["one 3.2", "two 3.2", "one 3.1"],
            warnings.Select(line => $"{line.Split('\'')[1]} {line[^3..]}"));

        void Refuse(Inbox asks, string name, RolloutArithmetic begun)
        {
            var terms = new RolloutTerms(
                name, "Pendulum-v1", 1, new FaultRates(), Isolation.Thread, 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), begun);
            asks.Send(node, new WorkersWanted(terms));
            Assert.IsType<WorkersRefused>(asks.Receive(Patience)); // each time
        }
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(Action<string> hears) => Receive<Warning>(warning => hears(warning.Message.ToString()!));
    }
}
