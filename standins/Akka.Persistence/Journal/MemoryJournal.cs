using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>The default journal: keeps events for as long as the actor system lives.</summary>
public class MemoryJournal : AsyncWriteJournal
{
    private readonly ConcurrentDictionary<string, LinkedList<IPersistentRepresentation>> _messages = new();
    private readonly Dictionary<string, long> _highest = [];
    private readonly Lock _lock = new();

    protected virtual ConcurrentDictionary<string, LinkedList<IPersistentRepresentation>> Messages => _messages;

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        Task.FromResult(HighestSequenceNr(persistenceId));

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (var @event in Read(persistenceId, fromSequenceNr, toSequenceNr, max))
            recoveryCallback(@event);
        return Task.CompletedTask;
    }

    public long HighestSequenceNr(string pid)
    {
        lock (_lock)
            return _highest.GetValueOrDefault(pid);
    }

    public IEnumerable<IPersistentRepresentation> Read(string pid, long fromSeqNr, long toSeqNr, long max)
    {
        lock (_lock)
        {
            return Messages.TryGetValue(pid, out var events)
                ? events.Where(e => e.SequenceNr >= fromSeqNr && e.SequenceNr <= toSeqNr).Take((int)Math.Min(max, int.MaxValue)).ToList()
                : [];
        }
    }

    protected override Task<IImmutableList<Exception?>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var writes = messages.ToList();
        var now = DateTime.UtcNow.Ticks;
        lock (_lock)
        {
            // Checked before the first event is kept: the batch is all or none, as in a database transaction.
            var next = new Dictionary<string, long>();
            foreach (var write in writes)
            {
                foreach (var @event in write.Events)
                {
                    var stored = next.TryGetValue(write.PersistenceId, out var n) ? n : _highest.GetValueOrDefault(write.PersistenceId);
                    if (@event.SequenceNr <= stored)
                    {
                        throw new InvalidOperationException(
                            $"The journal already has event {@event.SequenceNr} of '{@event.PersistenceId}'; is another actor writing under this persistence id?");
                    }

                    next[write.PersistenceId] = @event.SequenceNr;
                }
            }

            foreach (var @event in writes.SelectMany(write => write.Events))
                Messages.GetOrAdd(@event.PersistenceId, _ => new LinkedList<IPersistentRepresentation>()).AddLast(Stored(@event, now));
            foreach (var (pid, highest) in next)
                _highest[pid] = highest;
        }

        return Task.FromResult<IImmutableList<Exception?>?>(null);
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        lock (_lock)
        {
            if (Messages.TryGetValue(persistenceId, out var events))
            {
                while (events.First is { } first && first.Value.SequenceNr <= toSequenceNr)
                    events.RemoveFirst();
            }
        }

        return Task.CompletedTask;
    }

    private static IPersistentRepresentation Stored(IPersistentRepresentation @event, long now)
    {
        var stored = @event.Payload is Tagged tagged ? @event.WithPayload(tagged.Payload) : @event;
        return stored.WithTimestamp(now);
    }
}
