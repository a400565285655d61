using AwacAkka.Learning.Policies;

namespace AwacAkka.Actors.Rollouts;

/// <summary>Collects a round: each slot's steps with one policy. Chunks go to the replay actor as they come.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Policy">The policy; null for uniformly random actions.</param>
/// <param name="Slots">Where each stream starts, by slot.</param>
/// <param name="Steps">Steps per slot.</param>
public sealed record CollectRound(int Round, PolicySnapshot? Policy, IReadOnlyList<SlotState> Slots, IReadOnlyList<int> Steps);

/// <summary>One slot for one worker.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Attempt">Tells a run of the slot from its repetition.</param>
/// <param name="Start">Where the stream starts.</param>
/// <param name="Policy">The policy; null for uniformly random actions.</param>
/// <param name="Steps">Steps to take.</param>
public sealed record RunSlot(int Round, long Attempt, SlotState Start, PolicySnapshot? Policy, int Steps);

/// <summary>A worker has run its slot.</summary>
/// <param name="Slot">What it ran.</param>
/// <param name="Result">What the slot yielded.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record SlotCompleted(RunSlot Slot, SlotResult Result, double Seconds);

/// <summary>A worker failed at its slot and is being restarted.</summary>
/// <param name="Slot">What it was running.</param>
/// <param name="Reason">The failure, in a sentence.</param>
public sealed record SlotFailed(RunSlot Slot, string Reason);

/// <summary>A slot failed too often: its stream begins anew with a fresh sub-seed.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Slot">The stream.</param>
/// <param name="Reason">The last failure.</param>
public sealed record SlotGivenUp(int Round, uint Slot, string Reason);
