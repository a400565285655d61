using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Tests.Battery;

/// <summary>An update's metrics do not depend on when they are taken, which a GPU is waited for.</summary>
[Trait("Category", "Long")]
public sealed class MetricsTests
{
    private static readonly LearnerCase[] Small =
        [.. LearnerCases.Sizes.Values.Where(learned => learned.Batch == 7).DistinctBy(learned => learned.Config.Algorithm)];

    public static TheoryData<string, bool> Learners { get; } = new(
        from algorithm in Small.Select(learned => learned.Config.Algorithm)
        from torch in (bool[])[false, true]
        select (algorithm, torch));

    [Theory]
    [MemberData(nameof(Learners))]
    public void Taken_together_they_are_those_of_every_update_in_order(string algorithm, bool torch)
    {
        using var each = Create(algorithm, torch);
        using var together = Create(algorithm, torch);
        var expected = new List<float>();
        for (var update = 0; update < ILearner.MetricsKept; update++)
        {
            Update(each, algorithm, update);
            Update(together, algorithm, update);
            expected.AddRange(each.TakeMetrics());
        }

        Assert.Equal(ILearner.MetricsKept * each.MetricNames.Count, expected.Count);
        Assert.True(expected.Distinct().Count() > expected.Count / 2);
        Assert.Equal(expected, together.TakeMetrics().ToArray());
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Taken_once_they_are_gone_and_the_ones_that_nobody_takes_are_forgotten(string algorithm, bool torch)
    {
        using var learner = Create(algorithm, torch);
        Assert.Equal(0, learner.TakeMetrics().Length);
        for (var update = 0; update < ILearner.MetricsKept + 3; update++)
        {
            Update(learner, algorithm, update);
        }

        Assert.Equal(3 * learner.MetricNames.Count, learner.TakeMetrics().Length);
        Assert.Equal(0, learner.TakeMetrics().Length);
    }

    private static LearnerCase Of(string algorithm) => Small.Single(learned => learned.Config.Algorithm == algorithm);

    private static ILearner Create(string algorithm, bool torch) => torch ? Of(algorithm).Torch() : Of(algorithm).Fused();

    private static void Update(ILearner learner, string algorithm, int update)
    {
        var (batch, noise) = Of(algorithm).Inputs(update);
        learner.Update(batch, noise);
    }
}
