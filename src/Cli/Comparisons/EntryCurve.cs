using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Statistics;

namespace AwacAkka.Cli.Comparisons;

/// <summary>A point of an entry's curve: all its runs at one moment.</summary>
/// <param name="Progress">The moment.</param>
/// <param name="Mean">The mean of the runs' own evaluations there.</param>
internal sealed record CurvePoint(long Progress, Estimate Mean);

/// <summary>The runs' own evaluations on the way, mean over the runs of each entry.</summary>
internal static class EntryCurve
{
    /// <summary>
    /// Whether curves are over environment steps, where any run takes some, or else over updates. Over steps, the offline phase is the point at 0.
    /// </summary>
    public static bool IsOverSteps(IReadOnlyList<ComparisonOutcome> outcomes) => outcomes.Any(outcome => outcome.Steps > 0);

    /// <summary>The curve of an entry, at the moments at which all its runs were judged.</summary>
    /// <param name="plan">The comparison.</param>
    /// <param name="outcomes">All runs.</param>
    /// <param name="label">The entry.</param>
    public static IReadOnlyList<CurvePoint> Of(ComparisonPlan plan, IReadOnlyList<ComparisonOutcome> outcomes, string label)
    {
        var isOverSteps = IsOverSteps(outcomes);
        return Mean(
            [
                .. plan.Config.Tasks.Select(task => outcomes.Where(o => (o.Member.Task, o.Member.Label) == (task.Name, label))
                    .Select(outcome => Points(plan.Measure, outcome, isOverSteps)).ToArray()),
            ],
            plan.Config.HasIntervals ? plan.Config.Resamples : null);
    }

    /// <summary>The mean over runs at the moments that all of them have, with its interval where it is asked for.</summary>
    /// <param name="tasks">Per task its runs, at least one, by moment.</param>
    /// <param name="resamples">Resamples of the interval; null without one.</param>
    public static IReadOnlyList<CurvePoint> Mean(IReadOnlyList<IReadOnlyList<Dictionary<long, double>>> tasks, int? resamples)
    {
        var moments = tasks.SelectMany(runs => runs).Select(run => run.Keys.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).Order();
        return
        [
            .. moments.Select(moment =>
            {
                var figures = new Strata([.. tasks.Select(runs => runs.Select(run => run[moment]).ToArray())]);
                return new CurvePoint(moment, new(Aggregates.Mean(figures), resamples is { } r ? new StratifiedBootstrap(r).Of(figures, Aggregates.Mean) : null));
            }),
        ];
    }

    /// <summary>A run's evaluations by moment; the last one counts where there are several.</summary>
    private static Dictionary<long, double> Points(ComparisonMeasure measure, ComparisonOutcome outcome, bool isOverSteps)
    {
        var points = new Dictionary<long, double>();
        foreach (var own in outcome.Own)
        {
            if (outcome.Figure(measure, own.Summary) is { } figure)
            {
                points[isOverSteps && own.Phase == RunPhase.Offline ? 0 : own.Progress] = figure;
            }
        }

        return points;
    }
}
