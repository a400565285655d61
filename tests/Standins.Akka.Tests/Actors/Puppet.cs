using Akka.Actor;

namespace Standins.Akka.Tests.Actors;

/// <summary>The failure that tests cause.</summary>
internal sealed class TestException(string message) : Exception(message);

/// <summary>Makes the actor throw.</summary>
internal sealed record Fail(Exception Cause)
{
    public static Fail With(string message) => new(new TestException(message));
}

/// <summary>A puppet's report of a <see cref="Terminated"/>, which itself cannot be passed on.</summary>
internal sealed record Ended(IActorRef Subject);

/// <summary>An actor that runs the code it is sent and reports everything else, its life cycle included.</summary>
internal sealed class Puppet : ReceiveActor
{
    private readonly IActorRef _report;
    private readonly SupervisorStrategy? _strategy;

    public Puppet(IActorRef report, SupervisorStrategy? strategy)
    {
        _report = report;
        _strategy = strategy;
        Receive<Do>(code => code.Work(Context));
        Receive<Fail>(fail => throw fail.Cause);
        Receive<Terminated>(terminated => report.Tell(new Ended(terminated.ActorRef)));
        ReceiveAny(message => report.Forward(message));
    }

    public static Props Props(IActorRef report, SupervisorStrategy? strategy = null) =>
        global::Akka.Actor.Props.Create(() => new Puppet(report, strategy));

    protected override SupervisorStrategy SupervisorStrategy() => _strategy ?? base.SupervisorStrategy();

    protected override void PreStart() => Report("PreStart");

    protected override void PostStop() => Report("PostStop");

    protected override void PreRestart(Exception reason, object message)
    {
        Report($"PreRestart after {reason.Message}");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        Report($"PostRestart after {reason.Message}");
        base.PostRestart(reason);
    }

    private void Report(string hook) => _report.Tell($"{Self.Path.Name}: {hook}");
}

/// <summary>Runs code in actors and returns what it made.</summary>
internal static class Puppeteer
{
    public static async Task<T> Run<T>(this IActorRef puppet, Func<IActorContext, T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        puppet.Tell(new Do(context => result.SetResult(work(context))));
        return await result.Task.WaitAsync(ActorTest.Patience);
    }

    public static Task<IActorRef> MakeChild(this IActorRef puppet, Probe probe, string name, SupervisorStrategy? strategy = null) =>
        puppet.Run(context => context.ActorOf(Puppet.Props(probe.Ref, strategy), name));
}
