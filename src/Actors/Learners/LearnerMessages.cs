using AwacAkka.Actors.Records;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Learners;

/// <summary>Trains one round; answered by a <see cref="RoundOutcome"/>.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Round">Number within the phase.</param>
/// <param name="Updates">Updates to make; none only passes the policy on.</param>
/// <param name="BatchSize">Transitions per update.</param>
/// <param name="Replay">The buffer.</param>
/// <param name="Count">Read-only prefix of it to sample from.</param>
/// <param name="Offline">Transitions of the dataset: so many were appended first.</param>
/// <param name="KeepState">Whether the training state shall come back with the answer.</param>
public sealed record TrainRound(
    RunPhase Phase, int Round, int Updates, int BatchSize, ReplayBuffer Replay, int Count, long Offline, bool KeepState);

/// <summary>What training a round came to.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Round">Number within the phase.</param>
public abstract record RoundOutcome(RunPhase Phase, int Round) : IRunAnswer;

/// <summary>A round is trained.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Round">Number within the phase.</param>
/// <param name="Updates">Updates of the run so far.</param>
/// <param name="Transitions">Transitions that were sampled from.</param>
/// <param name="Digest">SHA-256 of the training state.</param>
/// <param name="Metrics">Means over the round's updates.</param>
/// <param name="Policy">The policy now, as rollouts act with it.</param>
/// <param name="State">The training state, where it was asked for.</param>
/// <param name="Seconds">Time that the updates took.</param>
public sealed record LearnerTrained(
    RunPhase Phase, int Round, long Updates, int Transitions, string Digest, IReadOnlyList<KeyValuePair<string, float>> Metrics,
    PolicySnapshot Policy, TrainingState? State, double Seconds) : RoundOutcome(Phase, Round)
{
    /// <summary>The policy that is judged and kept: the same, or its average over rounds.</summary>
    public PolicySnapshot Judged { get; init; } = Policy;
}

/// <summary>The learner's figures or weights are no longer finite: it must not train on.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Round">Number within the phase.</param>
/// <param name="Updates">Updates of the run before the one that failed.</param>
/// <param name="Figure">Which figure or tensor is not finite.</param>
/// <param name="LastGood">The last round that was trained, with its state; null where the first one diverged.</param>
public sealed record LearnerDiverged(RunPhase Phase, int Round, long Updates, string Figure, LearnerTrained? LastGood) : RoundOutcome(Phase, Round);
