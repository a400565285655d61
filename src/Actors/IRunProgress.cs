using AwacAkka.Actors.Records;

namespace AwacAkka.Actors;

/// <summary>Hears how a run gets on; what is not implemented is not heard. Called from one thread at a time; must not block for long.</summary>
public interface IRunProgress
{
    /// <summary>Counters moved; called a few times per second at most.</summary>
    void Advanced(RunAdvance advance)
    {
    }

    /// <summary>A round is trained and recorded.</summary>
    void RoundEnded(MetricsRow row)
    {
    }

    /// <summary>Something worth a line happened, such as a slot that was run again.</summary>
    void Noticed(string sentence)
    {
    }
}

/// <summary>Hears of every round, and of nothing else.</summary>
/// <param name="ended">Is told the row of metrics of each round that is trained and recorded.</param>
public sealed class RoundProgress(Action<MetricsRow> ended) : IRunProgress
{
    /// <inheritdoc />
    public void RoundEnded(MetricsRow row) => ended(row);
}

/// <summary>Where a run stands.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Updates">Updates made since the run's beginning.</param>
/// <param name="Steps">Environment steps taken since the run's beginning, evaluation apart.</param>
/// <param name="UpdatesPerSecond">Speed of the learner while it trains; null where it has not been measured.</param>
/// <param name="StepsPerSecond">Speed of a worker while it collects; null where it has not been measured.</param>
public sealed record RunAdvance(
    RunPhase Phase, long Updates, long Steps, double? UpdatesPerSecond = null, double? StepsPerSecond = null);
