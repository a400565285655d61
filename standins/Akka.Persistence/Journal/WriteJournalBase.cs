using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>What every writing journal shares.</summary>
public abstract class WriteJournalBase : ActorBase
{
    /// <summary>The writes among the envelopes, without senders, which would be meaningless after a restart.</summary>
    protected IEnumerable<AtomicWrite> PreparePersistentBatch(IEnumerable<IPersistentEnvelope> resequenceables) =>
        resequenceables.OfType<AtomicWrite>().Select(write => new AtomicWrite(write.Events
            .Select(e => e.Update(e.SequenceNr, e.PersistenceId, e.IsDeleted, ActorRefs.NoSender, e.WriterGuid))
            .ToImmutableList()));
}
