using System.Globalization;
using AwacAkka.Learning.Algorithms.Awac;

namespace AwacAkka.Actors.Tests;

/// <summary>A bound below all that fresh critics say leaves them no gradient; a run's critics learn all the same.</summary>
[Trait("Category", "Run")]
public sealed class BoundedCriticsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Critics_that_begin_above_their_bound_learn(bool normalise)
    {
        const float bound = -2; // fresh critics with these widths say some tenths; Pendulum's rewards lie around -8
        var outcome = await TestRun.TrainAsync(change: config => config with
        {
            Algorithm = ((AwacConfig)config.Algorithm) with { CriticMax = bound, NormaliseObservations = normalise },
        });
        Assert.Equal(["q1", "q2"], outcome.Log.Where(l => l.Contains("begins mirrored", StringComparison.Ordinal)).Select(l => l.Split("the critic ")[1][..2]));
        var lines = outcome.Metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var column = Array.IndexOf(lines[0].Split(','), "q_mean");
        var last = float.Parse(lines[^1].Split(',')[column], CultureInfo.InvariantCulture);
        Assert.InRange(last, float.NegativeInfinity, 2 * bound);
    }
}
