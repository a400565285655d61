using AwacAkka.Collecting;

namespace AwacAkka.Actors.Records;

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
    public static EvaluationSummary Of(IReadOnlyCollection<EpisodeSummary> episodes)
    {
        if (episodes.Count == 0)
        {
            throw new ArgumentException("an evaluation needs at least one episode", nameof(episodes));
        }

        var mean = episodes.Average(e => e.Return);
        var variance = episodes.Average(e => (e.Return - mean) * (e.Return - mean));
        double? success = episodes.All(e => e.Success is null) ? null : episodes.Average(e => e.Success == true ? 1.0 : 0);
        return new(episodes.Count, mean, Math.Sqrt(variance), episodes.Average(e => e.Length), success);
    }
}
