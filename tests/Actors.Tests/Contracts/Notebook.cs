using System.Text;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Persistence;
using Akka.Serialization;

namespace AwacAkka.Actors.Tests.Contracts;

/// <summary>An event of the contract tests.</summary>
internal sealed record Note(string Text)
{
    /// <summary>One that cannot be written down.</summary>
    public static Note Unwritable { get; } = new("unwritable");
}

/// <summary>Writes notes as text.</summary>
internal sealed class NoteSerializer(ExtendedActorSystem system) : Serializer(system)
{
    public override int Identifier => 7201;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) =>
        obj is Note { Text: not "unwritable" } note ? Encoding.UTF8.GetBytes(note.Text) : throw new InvalidDataException("this cannot be written");

    public override object FromBinary(byte[] bytes, Type type) => new Note(Encoding.UTF8.GetString(bytes));
}

/// <summary>A persistent actor that stores what it is told and says what becomes of it.</summary>
internal sealed class Notebook : ReceivePersistentActor
{
    private readonly ChannelWriter<object> says;

    public Notebook(string id, ChannelWriter<object> says)
    {
        this.says = says;
        PersistenceId = id;
        Recover<Note>(note => says.TryWrite(new Recovered(note.Text)));
        Recover<RecoveryCompleted>(_ => says.TryWrite(new Ready()));
        Command<Note>(note => Persist(note, stored => says.TryWrite(new Stored(stored.Text))));
    }

    public sealed record Recovered(string Text);

    public sealed record Ready;

    public sealed record Stored(string Text);

    public sealed record Failed(Exception Cause);

    public sealed record Rejected(Exception Cause);

    public sealed record NotRecovered(Exception Cause);

    public override string PersistenceId { get; }

    public override Akka.Persistence.Recovery Recovery => new(SnapshotSelectionCriteria.None);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => says.TryWrite(new Failed(cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => says.TryWrite(new Rejected(cause));

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => says.TryWrite(new NotRecovered(reason));
}

/// <summary>Starts notebooks.</summary>
internal static class Notebooks
{
    /// <summary>Starts one; the voice is its.</summary>
    public static (IActorRef Actor, Voice Says) StartNotebook(this ActorSystem system, string id = "notes")
    {
        var channel = Channel.CreateUnbounded<object>();
        return (system.ActorOf(Props.Create(() => new Notebook(id, channel.Writer))), new Voice(channel.Reader));
    }
}

/// <summary>What an actor says, in its order.</summary>
internal sealed class Voice(ChannelReader<object> reader)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The next that it says, which must be of that type.</summary>
    public async Task<T> NextAsync<T>() =>
        Assert.IsType<T>(await reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience));
}
