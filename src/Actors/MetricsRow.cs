using AwacAkka.Actors.Records;

namespace AwacAkka.Actors;

/// <summary>One round's record. It holds no times, so that equal runs write equal records.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Round">Number of the round within its phase, from 1.</param>
/// <param name="Updates">Updates made since the run's beginning.</param>
/// <param name="Steps">Environment steps taken since the run's beginning.</param>
/// <param name="Replay">Transitions in the replay buffer.</param>
/// <param name="RolloutEpisodes">Episodes that ended in this round's rollouts.</param>
/// <param name="RolloutReturn">Their mean return; null where none ended.</param>
/// <param name="Evaluation">The evaluation after this round, if there was one.</param>
/// <param name="Digest">SHA-256 of the training state after this round.</param>
/// <param name="Losses">The learner's figures after this round by name, in the learner's order.</param>
public sealed record MetricsRow(
    RunPhase Phase,
    int Round,
    long Updates,
    long Steps,
    int Replay,
    int RolloutEpisodes,
    double? RolloutReturn,
    EvaluationSummary? Evaluation,
    string Digest,
    IReadOnlyList<KeyValuePair<string, float>> Losses);
