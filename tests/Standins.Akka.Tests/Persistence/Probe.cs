using System.Threading.Channels;
using Akka.Actor;

namespace Standins.Akka.Tests.Persistence;

/// <summary>An actor whose messages a test takes one by one.</summary>
internal sealed class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<object> _messages = Channel.CreateUnbounded<object>();

    public Probe(ActorSystem system) => Ref = system.ActorOf(Props.Create(() => new Collector(_messages.Writer)));

    public IActorRef Ref { get; }

    public async Task<T> Expect<T>()
    {
        using var limit = new CancellationTokenSource(Patience);
        object message;
        try
        {
            message = await _messages.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No message within {Patience.TotalSeconds} s while waiting for {typeof(T)}.");
        }

        return Assert.IsType<T>(message, exactMatch: false);
    }

    /// <summary>The next texts, in the order of arrival.</summary>
    public async Task<List<string>> ExpectTexts(int count)
    {
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
            texts.Add(await Expect<string>());
        return texts;
    }

    public void AssertEmpty() => Assert.False(_messages.Reader.TryPeek(out var extra), $"unexpected {extra}");

    private sealed class Collector : ReceiveActor
    {
        public Collector(ChannelWriter<object> messages) => ReceiveAny(message => messages.TryWrite(message));
    }
}
