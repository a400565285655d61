using AwacAkka.Actors.Replay;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// How far the slots are of the online round that goes into the buffer next: opened, running, collected, committed. That some of them are stored
/// is known to <see cref="ReplayActor"/> alone; that they are trained on comes after they are committed.
/// </summary>
internal abstract record SlotStage
{
    /// <summary>The round waits for the policy that it takes.</summary>
    public sealed record Waiting : SlotStage;

    /// <summary>It is opened, and the replay actor looks for what the journal lacks of it.</summary>
    /// <param name="Missing">Slots that are not stored; null until they are known.</param>
    public sealed record Opened(IReadOnlyList<uint>? Missing = null) : SlotStage;

    /// <summary>Slots that were missing are run and stored, in any order.</summary>
    public sealed record Running : SlotStage;

    /// <summary>All are stored, and wait until the learner does not read the buffer.</summary>
    /// <param name="Round">What they came to.</param>
    public sealed record Collected(RoundCollected Round) : SlotStage;

    /// <summary>They are on their way into the buffer.</summary>
    /// <param name="Round">What they came to.</param>
    public sealed record Committing(RoundCollected Round) : SlotStage;
}
