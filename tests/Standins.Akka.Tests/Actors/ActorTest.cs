using Akka.Actor;
using Akka.Configuration;

namespace Standins.Akka.Tests.Actors;

/// <summary>A silent actor system per test, ended with it.</summary>
public abstract class ActorTest : IAsyncLifetime
{
    /// <summary>Long enough for a busy machine; a test that needs it has failed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<ActorSystem> _others = [];

    protected ActorTest(string config = "") => Sys = Start(config);

    protected ActorSystem Sys { get; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _others.Append(Sys)) await system.Terminate().WaitAsync(Patience);
        GC.SuppressFinalize(this);
    }

    /// <summary>One more system, which the test may end itself.</summary>
    protected ActorSystem StartAnother(string config = "")
    {
        var system = Start(config);
        _others.Add(system);
        return system;
    }

    internal Probe NewProbe(string? name = null) => new(Sys, name);

    /// <summary>A puppet whose life cycle and unknown messages arrive at the probe.</summary>
    internal IActorRef NewPuppet(Probe probe, SupervisorStrategy? strategy = null, string? name = null) =>
        Sys.ActorOf(Puppet.Props(probe.Ref, strategy), name);

    private static ActorSystem Start(string config)
    {
        var silent = ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }");
        return ActorSystem.Create("test", ConfigurationFactory.ParseString(config).WithFallback(silent));
    }
}
