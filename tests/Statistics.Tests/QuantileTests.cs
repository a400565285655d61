namespace AwacAkka.Statistics.Tests;

/// <summary>Quantiles lie on the straight line between the two figures around them, as numpy's do.</summary>
public sealed class QuantileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 6.8)]
    [InlineData(1, 8)]
    public void A_quantile_is_linear_between_two_figures(double share, double expected) =>
        Assert.Equal(expected, Quantile.Of([1, 2, 4, 8], share), 12);

    [Fact]
    public void Of_two_figures_the_lower_quartile_is_a_quarter_of_the_way_and_of_one_it_is_that_one()
    {
        Assert.Equal(2.5, Quantile.Of([0, 10], 0.25), 12);
        Assert.Equal(7, Quantile.Of([7], 0.25));
    }
}
