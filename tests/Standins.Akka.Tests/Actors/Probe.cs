using System.Threading.Channels;
using Akka.Actor;

namespace Standins.Akka.Tests.Actors;

/// <summary>An actor that hands what it gets to the test, in order.</summary>
internal sealed class Probe
{
    private readonly Channel<(object Message, IActorRef Sender)> _received = Channel.CreateUnbounded<(object, IActorRef)>();

    public Probe(ActorSystem system, string? name = null)
    {
        var writer = _received.Writer;
        Ref = system.ActorOf(Props.Create(() => new Recorder(writer)), name);
    }

    public IActorRef Ref { get; }

    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>The next message, whatever it is.</summary>
    public async Task<object> Next()
    {
        var (message, sender) = await _received.Reader.ReadAsync().AsTask().WaitAsync(ActorTest.Patience);
        LastSender = sender;
        return message;
    }

    /// <summary>The next message, which must be of that type.</summary>
    public async Task<T> Next<T>() => Assert.IsType<T>(await Next(), exactMatch: false);

    /// <summary>The next messages must be these.</summary>
    public async Task Expect(params object[] messages)
    {
        foreach (var message in messages) Assert.Equal(message, await Next());
    }

    /// <summary>The next messages up to and with this one.</summary>
    public async Task<List<object>> NextUntil(object last)
    {
        var seen = new List<object>();
        do seen.Add(await Next());
        while (!seen[^1].Equals(last));
        return seen;
    }

    /// <summary>Runs code as this actor.</summary>
    public void Do(Action<IActorContext> work) => Ref.Tell(new Do(work));

    /// <summary>Watches the actor, which is done when this returns.</summary>
    public async Task Watch(IActorRef subject)
    {
        var watching = new TaskCompletionSource();
        Do(context =>
        {
            context.Watch(subject);
            watching.SetResult();
        });
        await watching.Task.WaitAsync(ActorTest.Patience);
    }

    /// <summary>The next message must tell of the end of that actor.</summary>
    public async Task ExpectTerminated(IActorRef subject) => Assert.Equal(subject, (await Next<Terminated>()).ActorRef);

    private sealed class Recorder(ChannelWriter<(object, IActorRef)> writer) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Do code) code.Work(Context);
            else writer.TryWrite((message, Sender));
        }
    }
}

/// <summary>Code for an actor to run.</summary>
internal sealed record Do(Action<IActorContext> Work);
