using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.TestKit;

namespace AwacAkka.Actors.Tests.Specs;

/// <summary>
/// One actor at a time, its parent the test itself, its journal in memory: so that a journal can fail or reject at any event, and a message
/// can come at any moment.
/// </summary>
public abstract class ActorSpec() : Akka.TestKit.Xunit.TestKit(Settings)
{
    private const string Settings = """
        akka { loggers = [], loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }
        akka.persistence.journal.plugin = "akka.persistence.journal.testkit"
        akka.persistence.journal.testkit {
          class = "Akka.Persistence.TestKit.TestJournal, Akka.Persistence.TestKit"
          plugin-dispatcher = "akka.actor.default-dispatcher"
        }
        akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        awac.learner-dispatcher.type = PinnedDispatcher
        awac.rollout-dispatcher.type = PinnedDispatcher
        """;

    private readonly TaskCompletionSource<Exception> failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How long a message may take that must come.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>For actors that look after a journal on disk, which there is none of here.</summary>
    protected static Action Unchecked { get; } = () => { };

    /// <summary>The journal, which lets everything pass until it is told otherwise.</summary>
    protected ITestJournal Journal => TestJournal.FromRef(Persistence.Instance.Apply(Sys).JournalFor(null));

    /// <summary>What the actor has thrown; it is stopped then.</summary>
    protected Task<Exception> Failure => failure.Task.WaitAsync(Patience, Cancellation);

    /// <summary>Starts the actor as a child of the test, and watches it.</summary>
    protected async Task<IActorRef> StartAsync(Props props, string name)
    {
        var strategy = new OneForOneStrategy(exception =>
        {
            failure.TrySetResult(exception);
            return Directive.Stop;
        });
        return await WatchAsync(ChildActorOf(props, name, strategy, Cancellation));
    }

    /// <summary>The next message that the parent, or the sender of a question, is told.</summary>
    protected ValueTask<T> NextAsync<T>() => ExpectMsgAsync<T>(Patience, cancellationToken: Cancellation);

    /// <summary>Waits for the end of an actor that nobody stopped.</summary>
    protected ValueTask<Terminated> EndAsync(IActorRef actor) => ExpectTerminatedAsync(actor, Patience, cancellationToken: Cancellation);

    /// <summary>Stops an actor, so that its successor may have its journal.</summary>
    protected async Task StopAsync(IActorRef actor)
    {
        Sys.Stop(actor);
        await EndAsync(actor);
    }

    /// <summary>The events that a persistent actor has in the journal, in their order.</summary>
    protected async Task<IReadOnlyList<object>> StoredAsync(string persistenceId)
    {
        var read = new TaskCompletionSource<IReadOnlyList<object>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = Sys.ActorOf(Props.Create(() => new Reader(persistenceId, read)));
        var events = await read.Task.WaitAsync(Patience, Cancellation);
        Sys.Stop(reader);
        return events;
    }

    private sealed class Reader : ReceivePersistentActor
    {
        public Reader(string persistenceId, TaskCompletionSource<IReadOnlyList<object>> read)
        {
            PersistenceId = persistenceId;
            var events = new List<object>();
            Recover<RecoveryCompleted>(_ => read.TrySetResult(events));
            Recover<object>(events.Add);
        }

        public override string PersistenceId { get; }

        public override Akka.Persistence.Recovery Recovery => new(SnapshotSelectionCriteria.None);
    }
}
