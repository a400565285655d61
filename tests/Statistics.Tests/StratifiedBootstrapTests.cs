namespace AwacAkka.Statistics.Tests;

/// <summary>Intervals against those of <c>expected.py</c>, which enumerates every resample instead of drawing some.</summary>
public sealed class StratifiedBootstrapTests
{
    private static readonly StratifiedBootstrap Bootstrap = new(50_000);

    [Fact]
    public void Intervals_of_one_task_are_those_of_all_resamples()
    {
        var one = Strata.Of(1, 2, 4, 8, 16, 32);
        AssertNear(3, 20, 0.35, Bootstrap.Of(one, Aggregates.Mean));
        AssertNear(2, 21, 0.5, Bootstrap.Of(one, Aggregates.InterquartileMean));
    }

    [Fact]
    public void Intervals_of_several_tasks_resample_each_from_its_own_runs()
    {
        AssertNear(1.4375, 5.375, 0.1, Bootstrap.Of(AggregatesTests.A, Aggregates.Mean));
        AssertNear(0.875, 5.75, 0.15, Bootstrap.Of(AggregatesTests.A, Aggregates.InterquartileMean));
        AssertNear(-1.375, 2.9375, 0.1, Bootstrap.Of(AggregatesTests.A.Minus(AggregatesTests.B), Aggregates.Mean));
        Assert.Equal(new Interval(1.5, 1.5), Bootstrap.Of(new Strata([[1, 1, 1], [2, 2]]), Aggregates.Mean)); // nothing is drawn from another task
    }

    [Fact]
    public void Two_methods_are_resampled_independently() => AssertNear(
        0.25, 1, 0.04, Bootstrap.OfTwo(Strata.Of(1, 2, 3, 4), Strata.Of(0, 2.5, 3, 1), Aggregates.ProbabilityOfImprovement));

    [Fact]
    public void The_same_figures_give_the_same_interval_and_other_resamples_another()
    {
        var once = new StratifiedBootstrap(300).Of(AggregatesTests.A, Aggregates.Mean);
        Assert.Equal(once, new StratifiedBootstrap(300).Of(AggregatesTests.A, Aggregates.Mean));
        Assert.NotEqual(once, new StratifiedBootstrap(301).Of(AggregatesTests.A, Aggregates.Mean));
    }

    [Fact]
    public void A_lower_confidence_is_a_narrower_interval()
    {
        var (wide, narrow) = (Bootstrap.Of(AggregatesTests.A, Aggregates.Mean), new StratifiedBootstrap(50_000, confidence: 0.5).Of(AggregatesTests.A, Aggregates.Mean));
        Assert.True(wide.Low < narrow.Low && narrow.High < wide.High);
    }

    private static void AssertNear(double low, double high, double tolerance, Interval interval)
    {
        Assert.Equal(low, interval.Low, tolerance);
        Assert.Equal(high, interval.High, tolerance);
    }
}
