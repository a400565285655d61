using Akka.Actor;
using FsCheck;
using FsCheck.Fluent;

namespace Standins.Akka.Tests.Actors;

public sealed class OrderingTests : ActorTest
{
    [Fact]
    public void Messages_of_one_sender_to_one_receiver_keep_their_order_whatever_others_do()
    {
        // Per sender the number of its messages; every few messages the receiver fails, restarts and goes on.
        var counts = Gen.Choose(0, 200).ListOf().ToArbitrary();
        Prop.ForAll(counts, Gen.Choose(3, 50).ToArbitrary(), (perSender, failEvery) => KeepsOrder(perSender.ToArray(), failEvery))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(20_261, 31));
    }

    [Fact]
    public async Task A_chain_of_relays_keeps_the_order()
    {
        var probe = NewProbe();
        var target = probe.Ref;
        for (var i = 0; i < 5; i++)
        {
            var next = target;
            target = Sys.ActorOf(Props.Create(() => new Relay(next)));
        }
        for (var i = 0; i < 1_000; i++) target.Tell(i);
        for (var i = 0; i < 1_000; i++) await probe.Expect(i);
    }

    [Fact]
    public async Task An_actor_handles_one_message_at_a_time()
    {
        const int senders = 4, each = 5_000;
        var actor = Sys.ActorOf(Props.Create(() => new Exclusive()));
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) actor.Tell(1);
        })));
        Assert.Equal((senders * each, 0), await actor.Ask<(int, int)>("total", Patience));
    }

    private bool KeepsOrder(int[] perSender, int failEvery)
    {
        var receiver = Sys.ActorOf(Props.Create(() => new Collector(failEvery)));
        Parallel.For(0, perSender.Length, sender =>
        {
            for (var number = 0; number < perSender[sender]; number++) receiver.Tell((sender, number));
        });
        // Sent after all others by one thread, so it comes after them.
        var received = receiver.Ask<(int Sender, int Number)[]>("all", Patience).GetAwaiter().GetResult();
        Sys.Stop(receiver);
        var bySender = received.ToLookup(item => item.Sender, item => item.Number);
        return Enumerable.Range(0, perSender.Length).All(sender => bySender[sender].SequenceEqual(Enumerable.Range(0, perSender[sender])));
    }

    private sealed class Collector : ReceiveActor
    {
        // Over the restarts, which the test wants to see.
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IActorRef, List<(int, int)>> Received = [];

        public Collector(int failEvery)
        {
            var received = Received.GetValue(Self, _ => []);
            Receive<(int, int)>(item =>
            {
                received.Add(item);
                if (received.Count % failEvery == 0) throw new TestException("in between");
            });
            Receive<string>(_ => Sender.Tell(received.ToArray()));
        }
    }

    private sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef next) => ReceiveAny(message => next.Forward(message));
    }

    private sealed class Exclusive : ReceiveActor
    {
        private int _inside;
        private int _overlaps;
        private int _total;

        public Exclusive()
        {
            Receive<int>(_ =>
            {
                if (Interlocked.Increment(ref _inside) != 1) _overlaps++;
                _total++;
                Interlocked.Decrement(ref _inside);
            });
            Receive<string>(_ => Sender.Tell((_total, _overlaps)));
        }
    }
}
