using Akka.Actor;
using Akka.Persistence;

namespace Standins.Akka.Tests.Persistence;

/// <summary>A persistent actor under test and the probe that it reports to.</summary>
internal sealed record Scripted(IActorRef Ref, Probe Probe)
{
    public void Do(Action<ScriptedActor> command) => Ref.Tell(command, Probe.Ref);

    /// <summary>Persists a text and waits for its handler.</summary>
    public async Task Persist(string text)
    {
        Do(a => a.Persist(new Note(text), e => a.Report(e.Text)));
        Assert.Equal(text, await Probe.Expect<string>());
    }

    public async Task PersistMany(int count)
    {
        for (var i = 1; i <= count; i++)
            await Persist($"e{i}");
    }

    /// <summary>The texts reported from the start until recovery is complete.</summary>
    public async Task<List<string>> Recovered()
    {
        var texts = new List<string>();
        while (true)
        {
            var text = await Probe.Expect<string>();
            if (text == "recovered")
                return texts;
            texts.Add(text);
        }
    }
}

/// <summary>Runs the commands that a test sends as code, and reports what it recovers.</summary>
internal sealed class ScriptedActor : ReceivePersistentActor
{
    private readonly IActorRef _probe;
    private readonly Recovery? _recovery;

    public ScriptedActor(string persistenceId, IActorRef probe, Recovery? recovery, string? failsOn)
    {
        PersistenceId = persistenceId;
        _probe = probe;
        _recovery = recovery;
        Recover<Note>(e =>
        {
            if (e.Text == failsOn)
                throw new InvalidOperationException($"cannot replay {e.Text}");
            State.Add(e.Text);
            Report(e.Text);
        });
        Recover<SnapshotOffer>(offer =>
        {
            var text = ((Note)offer.Snapshot).Text;
            State.Clear();
            State.AddRange(text.Split(','));
            Report($"snapshot {offer.Metadata.SequenceNr}: {text}");
        });
        Recover<RecoveryCompleted>(_ => Report("recovered"));
        Command<Action<ScriptedActor>>(command => command(this));
        CommandAsync<Func<ScriptedActor, Task>>(command => command(this));
        Command<string>(text => Report($"command {text}"));
        CommandAny(message => _probe.Tell(message));
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => _recovery ?? base.Recovery;

    public List<string> State { get; } = [];

    public IActorRef CurrentSender => Sender;

    public IActorRef CurrentSelf() => Self;

    public void Report(string text) => _probe.Tell(text);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Report($"failure {sequenceNr}: {cause.Message}");

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Report($"rejected {sequenceNr}: {cause.Message}");

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Report($"recovery failure: {reason.Message}");
}
