using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Rollouts;

/// <summary>Collects a round: each slot's steps with one policy. Chunks go to the replay actor as they come.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Policy">The policy; null for uniformly random actions.</param>
/// <param name="Slots">Where each stream starts, by slot.</param>
/// <param name="Steps">Steps per slot.</param>
public sealed record CollectRound(int Round, PolicySnapshot? Policy, IReadOnlyList<SlotState> Slots, IReadOnlyList<int> Steps);

/// <summary>Something that a worker runs from its start to its end, and again from its start where it failed.</summary>
/// <param name="Attempt">Failures before this attempt.</param>
/// <param name="Policy">The policy; null for uniformly random actions.</param>
public abstract record WorkerJob(uint Attempt, PolicySnapshot? Policy);

/// <summary>One slot for one worker.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Attempt">Failures before this attempt.</param>
/// <param name="Start">Where the stream starts.</param>
/// <param name="Policy">The policy; null for uniformly random actions.</param>
/// <param name="Steps">Steps to take.</param>
public sealed record RunSlot(int Round, uint Attempt, SlotState Start, PolicySnapshot? Policy, int Steps) : WorkerJob(Attempt, Policy);

/// <summary>A stretch of an evaluation episode for one worker: short enough that a failure costs little.</summary>
/// <param name="Phase">Phase of the round.</param>
/// <param name="Round">The round after whose training the policy is judged.</param>
/// <param name="Attempt">Failures before this attempt.</param>
/// <param name="Start">Where the episode stands.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Steps">Steps to take at most.</param>
public sealed record RunEpisode(RunPhase Phase, int Round, uint Attempt, EpisodeState Start, PolicySnapshot Policy, int Steps)
    : WorkerJob(Attempt, Policy);

/// <summary>A worker has an environment and waits for a job; after a start and after each restart.</summary>
public sealed record WorkerReady;

/// <summary>A worker has run its slot.</summary>
/// <param name="Slot">What it ran.</param>
/// <param name="Result">What the slot yielded.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record SlotCompleted(RunSlot Slot, SlotResult Result, double Seconds);

/// <summary>A worker has run its stretch of an episode.</summary>
/// <param name="Job">What it ran.</param>
/// <param name="End">Where the episode stands now.</param>
public sealed record EpisodeAdvanced(RunEpisode Job, EpisodeState End);

/// <summary>A worker failed at its job and is being restarted.</summary>
/// <param name="Job">What it was running.</param>
/// <param name="Reason">The failure, in a sentence.</param>
public sealed record JobFailed(WorkerJob Job, string Reason);

/// <summary>Reminds a supervisor to look for workers that hang.</summary>
public sealed record LookForHangs;

/// <summary>One slot's experience, from whichever worker ran it.</summary>
/// <param name="Round">The online round.</param>
/// <param name="Result">What the slot yielded.</param>
/// <param name="Seconds">Time that the rollout took.</param>
public sealed record StoreChunk(int Round, SlotResult Result, double Seconds);
