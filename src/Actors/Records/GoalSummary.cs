using AwacAkka.Collecting;

namespace AwacAkka.Actors.Records;

/// <summary>
/// Success by the definitions that papers use beside <see cref="EvaluationSummary.SuccessRate"/> (DAPG's and rlkit's). Figures by different
/// definitions cannot be compared.
/// </summary>
/// <param name="AnyRate">Share of episodes with a step at the goal (CORL's fine-tuning); also the rate where episodes end at their first success (Cal-QL, WSRL).</param>
/// <param name="StepShare">Share of an episode's steps at the goal, mean over the episodes (RLPD).</param>
/// <param name="FirstReturn">Mean return if episodes ended at their first success; those without one run to their end.</param>
/// <param name="FirstLength">Mean number of steps if they did.</param>
public sealed record GoalSummary(double AnyRate, double StepShare, double FirstReturn, double FirstLength)
{
    /// <summary>Sums episodes up; null where steps at the goal are not known of each.</summary>
    internal static GoalSummary? Of(IReadOnlyCollection<EpisodeSummary> episodes) => episodes.Any(e => e.SuccessfulSteps is null)
        ? null
        : new(
            episodes.Average(e => e.SuccessfulSteps > 0 ? 1.0 : 0),
            episodes.Average(e => (double)e.SuccessfulSteps!.Value / e.Length),
            episodes.Average(e => e.FirstSuccess?.Return ?? e.Return),
            episodes.Average(e => e.FirstSuccess?.Length ?? e.Length));
}
