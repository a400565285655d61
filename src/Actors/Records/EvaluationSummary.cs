using System.Text.Json.Serialization;
using AwacAkka.Collecting;

namespace AwacAkka.Actors.Records;

/// <summary>What evaluation episodes came to.</summary>
/// <param name="Episodes">Their number.</param>
/// <param name="MeanReturn">Mean undiscounted return.</param>
/// <param name="StandardDeviation">Population standard deviation of the returns.</param>
/// <param name="MeanLength">Mean number of steps.</param>
/// <param name="SuccessRate">
/// Share of episodes that the task counts as a success: more steps at the goal than <see cref="Environments.EnvironmentSpec.SuccessfulSteps"/>; null
/// where it knows none.
/// </param>
/// <param name="Goal">What other definitions of success come to; null where the task knows none, and in what versions up to 0.4 wrote.</param>
public sealed record EvaluationSummary(
    int Episodes, double MeanReturn, double StandardDeviation, double MeanLength, double? SuccessRate = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GoalSummary? Goal = null)
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
        return new(episodes.Count, mean, Math.Sqrt(variance), episodes.Average(e => e.Length), success, GoalSummary.Of(episodes));
    }
}
