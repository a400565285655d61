using Akka.Actor;

namespace Standins.Akka.Tests.Actors;

public sealed class EventStreamTests : ActorTest
{
    [Fact]
    public async Task A_subscriber_of_a_base_class_or_interface_gets_all_that_derives_from_it()
    {
        var toBase = NewProbe();
        var toDerived = NewProbe();
        var toInterface = NewProbe();
        Sys.EventStream.Subscribe(toBase.Ref, typeof(Animal));
        Sys.EventStream.Subscribe(toDerived.Ref, typeof(Dog));
        Sys.EventStream.Subscribe(toInterface.Ref, typeof(IPet));
        Sys.EventStream.Publish(new Wolf());
        Sys.EventStream.Publish(new Dog());
        await toBase.Expect(new Wolf(), new Dog());
        await toDerived.Expect(new Dog());
        await toInterface.Expect(new Dog());
    }

    [Fact]
    public async Task A_subscriber_of_two_classes_of_one_event_gets_it_once()
    {
        var probe = NewProbe();
        Assert.True(Sys.EventStream.Subscribe(probe.Ref, typeof(Dog)));
        Assert.True(Sys.EventStream.Subscribe(probe.Ref, typeof(Animal)));
        Assert.False(Sys.EventStream.Subscribe(probe.Ref, typeof(Wolf)));
        Sys.EventStream.Publish(new Dog());
        Sys.EventStream.Publish(new Wolf());
        await probe.Expect(new Dog(), new Wolf());
    }

    [Fact]
    public async Task A_subscription_made_after_the_first_publication_counts()
    {
        Sys.EventStream.Publish(new Dog());
        var probe = NewProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(Animal));
        Sys.EventStream.Publish(new Dog());
        await probe.Expect(new Dog());
    }

    [Fact]
    public async Task After_Unsubscribe_nothing_comes()
    {
        var probe = NewProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(Dog));
        Sys.EventStream.Subscribe(probe.Ref, typeof(Wolf));
        Assert.True(Sys.EventStream.Unsubscribe(probe.Ref, typeof(Dog)));
        Sys.EventStream.Publish(new Dog());
        Sys.EventStream.Publish(new Wolf());
        await probe.Expect(new Wolf());
        Assert.True(Sys.EventStream.Unsubscribe(probe.Ref));
        Assert.False(Sys.EventStream.Unsubscribe(probe.Ref));
    }

    [Fact]
    public async Task An_actor_that_has_stopped_is_no_subscriber_any_more()
    {
        var actor = NewPuppet(NewProbe());
        Sys.EventStream.Subscribe(actor, typeof(Dog));
        await actor.GracefulStop(Patience);
        Assert.False(Sys.EventStream.Unsubscribe(actor));
    }

    private interface IPet;

    private abstract record Animal;

    private sealed record Wolf : Animal;

    private sealed record Dog : Animal, IPet;
}
