using Akka.Persistence;
using Akka.Persistence.TestKit;

namespace AwacAkka.Actors.Tests.Specs;

/// <summary>A journal that takes no event of one kind: it fails, or rejects the event, and lets all others pass.</summary>
/// <param name="refuses">Which events.</param>
/// <param name="rejects">Whether it rejects them.</param>
/// <param name="written">Every event that it was given.</param>
internal sealed class Refusal(Func<object, bool> refuses, bool rejects, List<object> written) : IJournalInterceptor
{
    public Task InterceptAsync(IPersistentRepresentation message)
    {
        lock (written)
        {
            written.Add(message.Payload);
        }

        return !refuses(message.Payload) ? Task.CompletedTask
            : throw (rejects ? new TestJournalRejectionException("no bytes for it") : new TestJournalFailureException("no disk for it"));
    }
}
