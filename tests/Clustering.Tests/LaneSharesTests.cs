using AwacAkka.Clustering.Serving;

namespace AwacAkka.Clustering.Tests;

public sealed class LaneSharesTests
{
    [Fact]
    public void A_run_with_many_jobs_does_not_keep_one_with_few_from_its_share()
    {
        var shares = new LaneShares<string>(2);
        shares.Add("many");
        shares.Add("few");
        for (var i = 0; i < 100; i++)
        {
            shares.Want("many");
        }

        shares.Want("few");

        Assert.Equal(("many", "few"), (shares.Next(), shares.Next()));
        Assert.Null(shares.Next());
        shares.Release("few");
        shares.Want("few");
        Assert.Equal("many", shares.Next());
        shares.Release("many");
        Assert.Equal("few", shares.Next());
    }

    [Fact]
    public void What_a_run_held_is_free_when_it_goes()
    {
        var shares = new LaneShares<string>(1);
        shares.Add("a");
        shares.Add("b");
        shares.Want("a");
        shares.Want("b");
        Assert.Equal("a", shares.Next());

        shares.Remove("a");
        shares.Release("a");

        Assert.Equal("b", shares.Next());
        Assert.Equal(0, shares.Free);
    }

    [Theory]
    [InlineData(4, 1, 8)]
    [InlineData(4, 3, 3)]
    [InlineData(1, 5, 1)]
    public void Runs_share_twice_the_lanes(int lanes, int runs, int jobs)
    {
        var shares = new LaneShares<string>(lanes);
        for (var run = 0; run < runs; run++)
        {
            shares.Add($"{run}");
        }

        Assert.Equal(jobs, shares.JobsPerRun);
    }
}
