namespace AwacAkka.Statistics.Tests;

/// <summary>Figures against those of <c>expected.py</c>, which works them out with numpy by other means.</summary>
public sealed class AggregatesTests
{
    internal static readonly Strata A = new([[3, 7.5, 1.25, 9], [-2, 0.5, 4, 4]]);
    internal static readonly Strata B = new([[2, 7.5, 3, 3], [-2, 5, 4, -1]]);

    [Fact]
    public void The_mean_is_that_of_the_tasks_means() => Assert.Equal(3.40625, Aggregates.Mean(A), 12);

    [Fact]
    public void The_inter_quartile_mean_drops_the_quarters_over_all_runs_of_all_tasks()
    {
        Assert.Equal(3.0625, Aggregates.InterquartileMean(A), 12);
        Assert.Equal(5.0, Aggregates.InterquartileMean(Strata.Of(5, 1, 9)), 12); // a quarter of three runs is none
        Assert.Equal(7.0, Aggregates.InterquartileMean(Strata.Of(5, 1, 9, 100)), 12);
        Assert.Equal(23.166666666666668, Aggregates.InterquartileMean(Strata.Of([.. Enumerable.Range(0, 10).Select(i => (double)i * i)])), 12);
    }

    [Fact]
    public void The_probability_of_improvement_counts_ties_half()
    {
        Assert.Equal(0.53125, Aggregates.ProbabilityOfImprovement(A, B), 12);
        Assert.Equal(0.46875, Aggregates.ProbabilityOfImprovement(B, A), 12);
        Assert.Equal(0.5, Aggregates.ProbabilityOfImprovement(A, A), 12);
        Assert.Equal(1, Aggregates.ProbabilityOfImprovement(Strata.Of(2, 3), Strata.Of(1, 0, 1.5)), 12);
    }

    [Fact]
    public void Differences_are_paired_by_task_and_seed()
    {
        Assert.Equal([1, 0, -1.75, 6], A.Minus(B).Tasks[0]);
        Assert.Equal(0.71875, Aggregates.Mean(A.Minus(B)), 12);
        Assert.Throws<ArgumentException>(() => A.Minus(Strata.Of(1, 2, 3, 4)));
    }

    [Fact]
    public void Figures_that_are_not_finite_or_not_there_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Strata.Of(1, double.NaN));
        Assert.Throws<ArgumentException>(() => Strata.Of());
        Assert.Throws<ArgumentException>(() => new Strata([]));
        Assert.Throws<ArgumentException>(() => Aggregates.ProbabilityOfImprovement(A, Strata.Of(1)));
    }
}
