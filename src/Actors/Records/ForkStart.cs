using AwacAkka.Collecting;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Records;

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
}

/// <summary>What a fork comes from.</summary>
/// <param name="Lineage">Which run, which round.</param>
/// <param name="Start">The state.</param>
public sealed record RunOrigin(RunForked Lineage, ForkStart Start);
