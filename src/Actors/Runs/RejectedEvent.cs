using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// An event that the journal did not take. The disk is not at fault, and neither is what the journal holds: the event cannot be put into
/// bytes, so its cause is not read as one of a damaged file.
/// </summary>
internal static class RejectedEvent
{
    /// <summary>Why the run ends.</summary>
    public static RunFailedException Explain(object @event, Exception cause, IRunStore store) => new(
        $"{store.Journal} did not take the event {@event.GetType().Name}: {cause.Message.TrimEnd('.')}; this is an error of the "
        + "program, report it; what was recorded before stays, and a mended version can resume the run",
        cause);
}
