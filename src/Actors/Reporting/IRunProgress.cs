namespace AwacAkka.Actors.Reporting;

/// <summary>Hears how a run gets on. Called from one thread at a time; must not block for long.</summary>
public interface IRunProgress
{
    /// <summary>Counters moved; called a few times per second at most.</summary>
    void Advanced(RunAdvance advance);

    /// <summary>A round is trained and recorded.</summary>
    void RoundEnded(MetricsRow row);

    /// <summary>Something worth a line happened, such as a slot that was run again.</summary>
    void Noticed(string sentence);
}

/// <summary>The part of a run that is under way.</summary>
public enum RunPhase
{
    /// <summary>The dataset goes into the replay buffer.</summary>
    Seeding,

    /// <summary>Updates on the dataset alone.</summary>
    Offline,

    /// <summary>Steps and updates in turn.</summary>
    Online,
}

/// <summary>Where a run stands.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Updates">Updates made since the run's beginning.</param>
/// <param name="Steps">Environment steps taken since the run's beginning, evaluation apart.</param>
/// <param name="UpdatesPerSecond">Speed of the learner while it trains; null where it has not been measured.</param>
/// <param name="StepsPerSecond">Speed of a worker while it collects; null where it has not been measured.</param>
public sealed record RunAdvance(
    RunPhase Phase, long Updates, long Steps, double? UpdatesPerSecond = null, double? StepsPerSecond = null);

/// <summary>What evaluation episodes came to.</summary>
/// <param name="Episodes">Their number.</param>
/// <param name="MeanReturn">Mean undiscounted return.</param>
/// <param name="StandardDeviation">Population standard deviation of the returns.</param>
/// <param name="MeanLength">Mean number of steps.</param>
/// <param name="SuccessRate">Share of episodes that the task counts as a success; null where it knows none.</param>
public sealed record EvaluationSummary(
    int Episodes, double MeanReturn, double StandardDeviation, double MeanLength, double? SuccessRate = null)
{
    /// <summary>Sums episodes up.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static EvaluationSummary Of(IReadOnlyCollection<(double Return, int Length)> episodes)
    {
        if (episodes.Count == 0)
        {
            throw new ArgumentException("an evaluation needs at least one episode", nameof(episodes));
        }

        var mean = episodes.Average(e => e.Return);
        var variance = episodes.Average(e => (e.Return - mean) * (e.Return - mean));
        return new(episodes.Count, mean, Math.Sqrt(variance), episodes.Average(e => e.Length));
    }
}

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
