using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Tests.Battery;

/// <summary>When two implementations of a learner agree.</summary>
/// <remarks>
/// Tolerances, about ten times the worst that was seen: a loss or another figure differs by at most 1e-5 of its largest magnitude in
/// the ten updates; a gradient by 1e-5 of its length; weights and targets, after 1, 10 and 1,000 updates, by 1e-4 of the way that they
/// have gone from the start, plus a unit in the last place of each number, since a target goes a short way.
/// </remarks>
internal static class Agreement
{
    private const double FigureTolerance = 1e-5;
    private const double GradientTolerance = 1e-5;
    private const double WeightTolerance = 1e-4;
    private const double Ulp = 1.0 / (1 << 23);

    /// <summary>Agreement of one figure over a series of updates.</summary>
    public static void OfFigure(string name, float[] expected, float[] actual)
    {
        var scale = expected.Max(MathF.Abs);
        var error = expected.Zip(actual, (x, y) => MathF.Abs(x - y)).Max();
        Assert.True(error <= FigureTolerance * scale, $"{name} differs by {error / scale:e1} of its largest magnitude {scale:g3}");
    }

    /// <summary>Adam's first moment starts at 0: after one update it is a tenth of the gradient, weight decay included.</summary>
    public static void OfGradients(TrainingState expected, TrainingState actual) => Assert.All(
        expected.Tensors.Where(t => t.Key.StartsWith("adam.m.", StringComparison.Ordinal)),
        t => AssertClose(t.Key, Distance(t.Value, actual.Tensors[t.Key]), GradientTolerance * Length(t.Value), "gradient"));

    /// <summary>Agreement of weights and targets that began at <paramref name="start"/>.</summary>
    public static void OfWeights(TrainingState start, TrainingState expected, TrainingState actual)
    {
        Assert.Equal(expected.Updates, actual.Updates);
        Assert.Equal(expected.Tensors.Keys.Order(), actual.Tensors.Keys.Order());
        Assert.All(
            expected.Tensors.Where(t => !t.Key.StartsWith("adam.", StringComparison.Ordinal)),
            t => AssertClose(
                t.Key,
                Distance(t.Value, actual.Tensors[t.Key]),
                WeightTolerance * Distance(t.Value, start.Tensors[t.Key]) + Ulp * Length(t.Value),
                "way from the start"));
    }

    private static void AssertClose(string name, double distance, double tolerable, string what) =>
        Assert.True(distance <= tolerable, $"{name}: {distance:e2} apart, tolerable by its {what} are {tolerable:e2}");

    private static double Distance(StateTensor x, StateTensor y) =>
        Math.Sqrt(x.Data.Zip(y.Data, (a, b) => ((double)a - b) * ((double)a - b)).Sum());

    private static double Length(StateTensor x) => Math.Sqrt(x.Data.Sum(a => (double)a * a));
}
