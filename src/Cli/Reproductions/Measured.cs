using AwacAkka.Actors.Records;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Statistics;

namespace AwacAkka.Cli.Reproductions;

/// <summary>A figure of a run at a moment.</summary>
/// <param name="Entry">Label of its entry.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Progress">Updates of the run so far in the offline phase, environment steps in the online one.</param>
/// <param name="Measure">What was measured, by its name in <c>figure2.csv</c>.</param>
/// <param name="Value">The figure.</param>
internal sealed record Measured(string Entry, ulong Seed, RunPhase Phase, long Progress, string Measure, double Value);

/// <summary>A measure of an entry over environment steps: the mean of its runs.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Points">Steps and mean, those after the offline phase at 0.</param>
internal sealed record MeasuredCurve(string Entry, IReadOnlyList<(long Steps, Estimate Mean)> Points)
{
    /// <summary>Where it begins: after the offline phase, or at the first online evaluation of an entry without one.</summary>
    public double First => Points[0].Mean.Value;

    /// <summary>Where it ends.</summary>
    public double Last => Points[^1].Mean.Value;

    /// <summary>What it gains from its beginning to its end.</summary>
    public double Gain => Last - First;

    /// <summary>What it has gained at its last moment at or before a number of steps; 0 where it begins after it.</summary>
    /// <param name="steps">The steps.</param>
    public double GainBy(long steps) => Points.TakeWhile(point => point.Steps <= steps).Select(point => point.Mean.Value - First).LastOrDefault();

    /// <summary>The moments of an entry that all its runs have, with mean and, where asked for, its interval; null where there are none.</summary>
    /// <param name="measured">All figures.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="resamples">Resamples of the interval; null without one.</param>
    public static MeasuredCurve? Of(IReadOnlyList<Measured> measured, string entry, string measure, int? resamples)
    {
        Dictionary<long, double>[] runs =
        [
            .. measured.Where(m => m.Entry == entry && m.Measure == measure).GroupBy(m => m.Seed)
                .Select(run => run.GroupBy(m => m.Phase == RunPhase.Offline ? 0 : m.Progress).ToDictionary(moment => moment.Key, moment => moment.Last().Value)),
        ];
        if (runs.Length == 0)
        {
            return null;
        }

        var points = EntryCurve.Mean([runs], resamples);
        return points.Count == 0 ? null : new MeasuredCurve(entry, [.. points.Select(point => (point.Progress, point.Mean))]);
    }

    /// <summary>How far it falls below its beginning in the first part of its steps; 0 where it does not.</summary>
    /// <param name="share">Which part, in (0, 1].</param>
    public double Dip(double share)
    {
        var end = Math.Max(Points[^1].Steps * share, Points.Count > 1 ? Points[1].Steps : 0); // one evaluation at least
        return Math.Max(0, First - Points.TakeWhile(point => point.Steps <= end).Min(point => point.Mean.Value));
    }
}
