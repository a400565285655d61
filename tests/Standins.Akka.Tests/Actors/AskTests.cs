using Akka.Actor;
using Akka.Event;

namespace Standins.Akka.Tests.Actors;

public sealed class AskTests : ActorTest
{
    [Fact]
    public async Task The_answer_completes_the_task()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Answers()));
        Assert.Equal("question", await actor.Ask<string>("question"));
        Assert.Equal("question", await actor.Ask("question", Patience));
    }

    [Fact]
    public async Task No_answer_in_time_throws_AskTimeoutException()
    {
        var silent = NewProbe();
        await Assert.ThrowsAsync<AskTimeoutException>(() => silent.Ref.Ask<string>("question", TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task The_configured_time_counts_where_none_is_given()
    {
        var system = StartAnother("akka.actor.ask-timeout = 20 ms");
        var silent = new Probe(system);
        await Assert.ThrowsAsync<AskTimeoutException>(() => silent.Ref.Ask<string>("question"));
    }

    [Fact]
    public async Task Cancellation_ends_the_wait()
    {
        using var cancellation = new CancellationTokenSource();
        var answer = NewProbe().Ref.Ask<string>("question", cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task A_failure_as_the_answer_throws_its_cause()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Answers()));
        var failure = await Assert.ThrowsAsync<TestException>(
            () => actor.Ask<string>(new Status.Failure(new TestException("no")), Patience));
        Assert.Equal("no", failure.Message);
    }

    [Fact]
    public async Task An_answer_of_another_type_throws()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Answers()));
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => actor.Ask<string>(42, Patience));
        Assert.Contains("System.Int32", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_answer_is_a_dead_letter()
    {
        var letters = NewProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var silent = NewProbe();
        var answer = silent.Ref.Ask<string>("question", Patience);
        await silent.Expect("question");
        silent.LastSender.Tell("first");
        silent.LastSender.Tell("second");
        Assert.Equal("first", await answer);
        Assert.Equal("second", (await letters.Next<DeadLetter>()).Message);
    }

    [Fact]
    public async Task The_message_can_carry_the_reference_to_answer_to()
    {
        var silent = NewProbe();
        var answer = silent.Ref.Ask<string>(sender => new Tuple<IActorRef>(sender), Patience, CancellationToken.None);
        (await silent.Next<Tuple<IActorRef>>()).Item1.Tell("by reference");
        Assert.Equal("by reference", await answer);
    }

    [Fact]
    public async Task A_piped_result_arrives_as_a_message_from_the_given_sender()
    {
        var probe = NewProbe();
        var sender = NewProbe();
        await Task.FromResult("done").PipeTo(probe.Ref, sender.Ref);
        await probe.Expect("done");
        Assert.Equal(sender.Ref, probe.LastSender);
    }

    [Fact]
    public async Task A_piped_failure_arrives_as_a_status_with_the_original_exception()
    {
        var probe = NewProbe();
        var cause = new TestException("no");
        await Task.FromException<string>(cause).PipeTo(probe.Ref);
        Assert.Same(cause, (await probe.Next<Status.Failure>()).Cause);
    }

    [Fact]
    public async Task A_piped_outcome_can_be_mapped()
    {
        var probe = NewProbe();
        await Task.FromResult(2).PipeTo(probe.Ref, success: result => result * 21);
        await Task.FromException<int>(new TestException("no")).PipeTo(probe.Ref, failure: cause => cause.Message);
        await Task.CompletedTask.PipeTo(probe.Ref, success: () => "ended");
        await probe.Expect(42, "no", "ended");
    }

    [Fact]
    public async Task Piping_from_within_an_actor_names_it_as_the_sender()
    {
        var probe = NewProbe();
        var actor = NewPuppet(NewProbe());
        actor.Tell(new Do(_ => Task.Delay(1).PipeTo(probe.Ref, success: () => "done")));
        await probe.Expect("done");
        Assert.Equal(actor, probe.LastSender);
    }

    private sealed class Answers : ReceiveActor
    {
        public Answers() => ReceiveAny(message => Sender.Tell(message));
    }
}
