using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Learning.Policies;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// The state that a fork starts from, beside the transitions of its replay buffer: an event of its own in the fork's journal, so that the run that
/// it comes from is not needed again.
/// </summary>
/// <param name="State">The learner's state.</param>
/// <param name="Before">
/// The policy of one round before, which a pipeline of depth 1 collects the next round with; null where none is needed.
/// </param>
/// <param name="Ends">Where each stream stands, by slot; null before its first round.</param>
public sealed record ForkStart(TrainingState State, PolicySnapshot? Before, IReadOnlyList<SlotState?> Ends)
{
    /// <summary>The name in the journal of what has this event.</summary>
    public const string Id = "start";

    /// <summary>Reads it from a fork's journal.</summary>
    /// <exception cref="StorageException">It is not there, or not what was written.</exception>
    internal static async Task<ForkStart> ReadAsync(RunFolder folder, RunForked lineage, CancellationToken cancellation)
    {
        var events = await JournalEvents.ReadAsync<ForkStart>(folder, Id, cancellation).ConfigureAwait(false);
        return events is [var start] && start.State.Digest() == lineage.Digest
            ? start
            : throw JournalFaults.Damaged(folder, "it does not hold the state that the fork starts from", null);
    }
}

/// <summary>What a fork comes from.</summary>
/// <param name="Lineage">Which run, which round.</param>
/// <param name="Start">The state.</param>
public sealed record RunOrigin(RunForked Lineage, ForkStart Start);
