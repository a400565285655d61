using Akka.Actor;
using Akka.Event;

namespace Standins.Akka.Tests.Actors;

public sealed class DeadLetterTests : ActorTest
{
    [Fact]
    public async Task A_message_to_a_stopped_actor_is_a_dead_letter_with_its_sender_and_recipient()
    {
        var letters = NewProbe();
        var sender = NewProbe();
        var actor = await Stopped();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        actor.Tell("too late", sender.Ref);
        var letter = await letters.Next<DeadLetter>();
        Assert.Equal(("too late", sender.Ref, actor), (letter.Message, letter.Sender, letter.Recipient));
    }

    [Fact]
    public async Task No_message_is_lost_between_the_mailbox_and_the_dead_letters()
    {
        const int senders = 4, each = 2_000;
        var letters = NewProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var handled = 0;
        var actor = Sys.ActorOf(Props.Create(() => new Counts(() => Interlocked.Increment(ref handled))));
        var watcher = NewProbe();
        await watcher.Watch(actor);
        var sending = Enumerable.Range(0, senders).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) actor.Tell(i);
        })).ToArray();
        Sys.Stop(actor);
        await Task.WhenAll(sending);
        await watcher.ExpectTerminated(actor);
        letters.Ref.Tell("end");
        var dead = 0;
        while (await letters.Next() is DeadLetter) dead++;
        Assert.Equal(senders * each, handled + dead);
    }

    [Fact]
    public async Task What_is_expected_to_miss_its_actor_is_suppressed()
    {
        var letters = NewProbe();
        var actor = await Stopped();
        Sys.EventStream.Subscribe(letters.Ref, typeof(AllDeadLetters));
        actor.Tell(PoisonPill.Instance);
        Assert.IsType<SuppressedDeadLetter>(await letters.Next());
    }

    [Fact]
    public async Task A_selection_of_nobody_makes_a_dead_letter_with_the_path()
    {
        var letters = NewProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        Sys.ActorSelection("/user/nobody/here").Tell("hello");
        Assert.Equal("akka://test/user/nobody/here", (await letters.Next<DeadLetter>()).Recipient.Path.ToString());
    }

    private async Task<IActorRef> Stopped()
    {
        var actor = NewPuppet(NewProbe());
        Assert.True(await actor.GracefulStop(Patience));
        return actor;
    }

    private sealed class Counts(Action count) : UntypedActor
    {
        protected override void OnReceive(object message) => count();
    }
}
