using AwacAkka.Randomness;

namespace AwacAkka.Statistics;

/// <summary>
/// Percentile intervals of a stratified bootstrap: every resample draws as many runs as a task has, with replacement, from that task's own. Draws
/// depend on the number of the resample and on the task, so that the same figures always give the same interval, whatever else is compared.
/// </summary>
/// <param name="resamples">Resamples; some thousands.</param>
/// <param name="confidence">The share of them that lies within the interval, as 0.95.</param>
public sealed class StratifiedBootstrap(int resamples, double confidence = 0.95)
{
    private const ulong Seed = 1;
    private const uint First = 0, Second = 1;

    /// <summary>The interval of a figure of one method's runs.</summary>
    /// <param name="strata">The runs; for runs paired by seed, their differences.</param>
    /// <param name="figure">The figure of a resample.</param>
    public Interval Of(Strata strata, Func<Strata, double> figure) =>
        Percentiles(resample => figure(Resample(strata, resample, First)));

    /// <summary>The interval of a figure of two methods' runs, each resampled by itself.</summary>
    /// <param name="first">The runs of one method,</param>
    /// <param name="second">and of the other.</param>
    /// <param name="figure">The figure of a resample of each.</param>
    public Interval OfTwo(Strata first, Strata second, Func<Strata, Strata, double> figure) =>
        Percentiles(resample => figure(Resample(first, resample, First), Resample(second, resample, Second)));

    private Interval Percentiles(Func<uint, double> figure)
    {
        var figures = new double[resamples];
        for (var resample = 0; resample < resamples; resample++)
        {
            figures[resample] = figure((uint)resample);
        }

        Array.Sort(figures);
        return new(Quantile.Of(figures, (1 - confidence) / 2), Quantile.Of(figures, (1 + confidence) / 2));
    }

    private static Strata Resample(Strata strata, uint resample, uint which)
    {
        var random = new AddressedRandom(Seed, DrawPurpose.Resample, resample, which);
        var tasks = new double[strata.Tasks.Count][];
        for (var task = 0; task < tasks.Length; task++)
        {
            var runs = strata.Tasks[task];
            var indices = new int[runs.Length];
            random.FillIndices(indices, runs.Length);
            tasks[task] = Array.ConvertAll(indices, index => runs[index]);
        }

        return new Strata(tasks);
    }
}
