namespace AwacAkka.Statistics;

/// <summary>
/// Figures over all runs and tasks, as <i>rliable</i> defines them (Agarwal et al. 2021, <i>Deep Reinforcement Learning at the Edge of the Statistical
/// Precipice</i>, arXiv 2108.13264).
/// </summary>
public static class Aggregates
{
    private const double Trim = 0.25;

    /// <summary>The mean of the tasks' means.</summary>
    public static double Mean(Strata strata) => strata.Tasks.Average(runs => runs.Average());

    /// <summary>
    /// The inter-quartile mean: the mean of what is left of all runs of all tasks when the lowest and the highest quarter of them are dropped, each
    /// rounded down to whole runs. Of three runs or fewer nothing is dropped.
    /// </summary>
    public static double InterquartileMean(Strata strata)
    {
        double[] all = [.. strata.Tasks.SelectMany(runs => runs)];
        Array.Sort(all);
        var cut = (int)(all.Length * Trim);
        return all.AsSpan()[cut..^cut].ToArray().Average();
    }

    /// <summary>
    /// How likely a run of one method is better than one of another on the same task, a tie counting half: the Mann-Whitney U statistic over the
    /// number of pairs, mean over the tasks.
    /// </summary>
    /// <exception cref="ArgumentException">The two are of different numbers of tasks.</exception>
    public static double ProbabilityOfImprovement(Strata method, Strata over)
    {
        if (method.Tasks.Count != over.Tasks.Count)
        {
            throw new ArgumentException("methods that are compared must have run the same tasks", nameof(over));
        }

        return method.Tasks.Zip(over.Tasks, Probability).Average();
    }

    private static double Probability(double[] xs, double[] ys) =>
        xs.Average(x => ys.Average(y => x > y ? 1 : x < y ? 0 : 0.5));
}
