using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Standins.Akka.Tests.Persistence;

/// <summary>An in-memory journal whose faults are chosen by the texts of the events and by the persistence id.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) => persistenceId switch
    {
        "silent" => new TaskCompletionSource<long>().Task,
        "unreadable" => Task.FromException<long>(new InvalidDataException("the journal cannot be read")),
        _ => base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr),
    };

    protected override async Task<IImmutableList<Exception?>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var writes = messages.ToList();
        var texts = writes.Select(w => ((IEnumerable<IPersistentRepresentation>)w.Payload).Select(e => ((Note)e.Payload).Text).ToList()).ToList();
        if (texts.Exists(t => t.Contains("fail")))
            throw new IOException("the disk is gone");
        if (texts.Exists(t => t.Contains("slow")))
            await Task.Delay(50);
        var accepted = writes.Where((_, i) => !texts[i].Contains("reject")).ToList();
        if (accepted.Count > 0)
            await base.WriteMessagesAsync(accepted);
        return texts.Select(t => t.Contains("reject") ? new FormatException("not this one") : (Exception?)null).ToImmutableList();
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        Task.FromException(new NotSupportedException("nothing is ever deleted"));
}
