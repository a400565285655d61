using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Tests.Battery;

/// <summary>The fused learners with the passes without gradients in bfloat16, over the battery's cases.</summary>
/// <remarks>
/// A number of bfloat16 has 8 significant bits. After one update losses differ from single precision by at most 10 % of
/// themselves, and each network's gradient by 10 % of its length; three times the worst that was seen.
/// </remarks>
[Trait("Category", "Long")]
public sealed class Bfloat16LearnerTests
{
    private const double Tolerance = 0.1;

    public Bfloat16LearnerTests() => Assert.SkipUnless(Bfloat16Mlp.IsSupported, "this processor has no AMX tiles for bfloat16");

    public static TheoryData<string> Names => [.. LearnerCases.All.Keys];

    public static TheoryData<string> Presets =>
        [.. LearnerCases.Presets.Where(preset => preset.Value.Algorithm.IsFused).Select(preset => preset.Key)];

    public static TheoryData<string> Sizes => [.. LearnerCases.Sizes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Losses_and_gradients_are_those_of_single_precision_within_its_roundings(string name)
    {
        var learned = LearnerCases.All[name];
        using var single = learned.Fused();
        using var low = learned.Fused(precision: Precision.Bfloat16);
        var (batch, noise) = learned.Inputs(0);
        single.Update(batch, noise);
        low.Update(batch, noise);
        var (losses, lowLosses) = (single.TakeMetrics()[..2].ToArray(), low.TakeMetrics()[..2].ToArray());
        Assert.All(losses.Zip(lowLosses), loss => Assert.Equal(loss.First, loss.Second, Tolerance * Math.Abs(loss.First)));

        var (expected, actual) = (single.Capture(), low.Capture());
        foreach (var network in learned.Algorithm.Networks(learned.Config, learned.Dimensions).Networks.Select(spec => spec.Name))
        {
            var (gradient, other) = (Gradient(expected, network), Gradient(actual, network));
            var (error, length) = (Length(gradient.Zip(other, (x, y) => x - y)), Length(gradient));
            Assert.True(error <= Tolerance * length, $"{network}: its gradient differs by {error / length:p1}");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Any_number_of_threads_computes_the_same_bits_and_others_than_single_precision(string name)
    {
        var learned = LearnerCases.Sizes[name];
        var one = Train(learned, threads: 1, Precision.Bfloat16);
        Assert.All((int[])[2, 3, 4], threads => Assert.Equal(one, Train(learned, threads, Precision.Bfloat16)));
        if (learned.Batch > 1 && learned.Config is ValueConfig && !learned.HasChoices) // one row may meet dead units alone; cloning has no pass without gradients, and choices are valued in single precision
        {
            Assert.NotEqual(one, Train(learned, threads: 1, Precision.Float32));
        }
    }

    /// <summary>A learner keeps rounded weights between passes; those of before must not outlive a restored state.</summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void A_restored_learner_continues_to_the_same_bits(string preset)
    {
        var learned = LearnerCases.Presets[preset];
        using var first = learned.Fused(precision: Precision.Bfloat16);
        using var second = learned.Fused(precision: Precision.Bfloat16);
        Train(first, learned, 0, 4);
        Train(second, learned, 5, 8); // elsewhere
        second.Restore(first.Capture());
        Train(first, learned, 4, 6);
        Train(second, learned, 4, 6);
        Assert.Equal(first.Capture().Digest(), second.Capture().Digest());
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void An_update_allocates_nothing(string preset)
    {
        var learned = LearnerCases.Presets[preset];
        using var learner = learned.Fused(threads: 1, Precision.Bfloat16);
        var (batch, noise) = learned.Inputs(0);
        Assert.Equal(0, Allocations.OfEvery(() => learner.Update(batch, noise)));
    }

    private static string Train(LearnerCase learned, int threads, Precision precision)
    {
        using var learner = learned.Fused(threads, precision);
        Train(learner, learned, 0, 2);
        return learner.Capture().Digest();
    }

    private static void Train(ILearner learner, LearnerCase learned, int from, int to)
    {
        for (var update = from; update < to; update++)
        {
            var (batch, noise) = learned.Inputs(update);
            learner.Update(batch, noise);
        }
    }

    /// <summary>A network's gradient in one, times a tenth: Adam's first moment after the first update.</summary>
    private static IEnumerable<float> Gradient(TrainingState state, string network) => state.Tensors
        .Where(t => t.Key.StartsWith($"adam.m.{network}.", StringComparison.Ordinal))
        .OrderBy(t => t.Key, StringComparer.Ordinal)
        .SelectMany(t => t.Value.Data);

    private static double Length(IEnumerable<float> values) => Math.Sqrt(values.Sum(v => (double)v * v));
}
