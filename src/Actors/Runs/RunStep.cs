using AwacAkka.Actors.Records;
using AwacAkka.Collecting;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// Something that a run starts, because of what it remembers and what it has been told. <see cref="RunDecisions"/> decides on it,
/// <see cref="RunActor"/> has it done.
/// </summary>
internal abstract record RunStep
{
    /// <summary>Records an event. No other step starts before the journal holds it.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="IsNews">Whether users have not been told of it; false for a round that is recorded again with other weights.</param>
    public sealed record Record(RunEvent Event, bool IsNews = true) : RunStep;

    /// <summary>Tells what the run goes on from.</summary>
    public sealed record Resume : RunStep;

    /// <summary>Fills the replay buffer; answered by <see cref="Replay.ReplaySeeded"/>.</summary>
    /// <param name="IsStored">Whether the journal holds all of the dataset.</param>
    public sealed record Seed(bool IsStored) : RunStep;

    /// <summary>Trains a round; answered by a <see cref="Learners.RoundOutcome"/>.</summary>
    /// <param name="Phase">Offline or online.</param>
    /// <param name="Round">Number within the phase.</param>
    /// <param name="Updates">Updates to make.</param>
    /// <param name="BatchSize">Transitions per update.</param>
    /// <param name="Transitions">How many transitions of the buffer are sampled from, the oldest first.</param>
    /// <param name="Offline">Transitions of the dataset: so many went into the buffer first.</param>
    /// <param name="KeepsState">Whether a checkpoint follows.</param>
    public sealed record Train(RunPhase Phase, int Round, int Updates, int BatchSize, int Transitions, long Offline, bool KeepsState) : RunStep;

    /// <summary>Writes a checkpoint and the latest policy.</summary>
    /// <param name="Phase">Offline or online.</param>
    /// <param name="Round">The round that was trained.</param>
    public sealed record KeepCheckpoint(RunPhase Phase, int Round) : RunStep;

    /// <summary>Removes old checkpoints; answered by <see cref="CheckpointsPruned"/>.</summary>
    /// <param name="Phase">The phase that they are of.</param>
    /// <param name="Needed">The oldest round of the phase that recovery may have to go back to; null where there is none.</param>
    public sealed record PruneCheckpoints(RunPhase Phase, int? Needed) : RunStep;

    /// <summary>Removes transitions from the journal.</summary>
    /// <param name="Before">The first online round that stays.</param>
    public sealed record Forget(int Before) : RunStep;

    /// <summary>Judges the policy after a round; answered by <see cref="Evaluated"/>.</summary>
    /// <param name="Phase">Offline or online.</param>
    /// <param name="Round">The round that was trained.</param>
    public sealed record Evaluate(RunPhase Phase, int Round) : RunStep;

    /// <summary>Writes the policy that was judged to be better than all before.</summary>
    /// <param name="Phase">Offline or online.</param>
    /// <param name="Round">The round that it is after.</param>
    /// <param name="IsLast">Whether it was judged only because the run ends there.</param>
    public sealed record KeepBest(RunPhase Phase, int Round, bool IsLast) : RunStep;

    /// <summary>
    /// Opens the slots of an online round; answered by <see cref="Replay.SlotsMissing"/>, or by <see cref="Replay.RoundCollected"/> where all are
    /// stored.
    /// </summary>
    /// <param name="Round">The round.</param>
    public sealed record Open(int Round) : RunStep;

    /// <summary>Runs the slots that are not stored; answered by <see cref="Replay.RoundCollected"/> when they are.</summary>
    /// <param name="Round">The online round.</param>
    /// <param name="PolicyVersion">Trained online rounds behind the policy that collects them; null for uniformly random actions.</param>
    /// <param name="Starts">Where each stream starts.</param>
    /// <param name="Steps">Steps of each.</param>
    public sealed record Collect(int Round, int? PolicyVersion, IReadOnlyList<SlotState> Starts, IReadOnlyList<int> Steps) : RunStep;

    /// <summary>Puts a collected round into the buffer; answered by <see cref="Replay.RoundCommitted"/>.</summary>
    /// <param name="Round">The round.</param>
    public sealed record Commit(int Round) : RunStep;

    /// <summary>Writes the last policy.</summary>
    public sealed record KeepPolicy : RunStep;

    /// <summary>Tells that the run is complete.</summary>
    /// <param name="Finished">What it came to.</param>
    public sealed record End(Finished Finished) : RunStep;
}
