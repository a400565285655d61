namespace AwacAkka.Learning.Tests.Battery;

/// <summary>
/// Holds the fused learners to those on TorchSharp over forms, options and odd sizes. The golden files hold both to PyTorch's true
/// values on four small networks; here each other's rounding is the measure.
/// </summary>
public sealed class FusedAgainstTorchTests
{
    public static TheoryData<string> Names => [.. LearnerCases.All.Keys];

    public static TheoryData<string> Sizes => [.. LearnerCases.Sizes.Keys];

    public static TheoryData<string> Options => [.. LearnerCases.Options.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Figures_gradients_and_weights_agree_over_ten_updates(string name)
    {
        var learned = LearnerCases.All[name];
        using var fused = learned.Fused();
        using var torch = learned.Torch();
        var start = learned.State();
        var figures = fused.MetricNames.Select(_ => (Fused: new float[10], Torch: new float[10])).ToArray();
        for (var update = 0; update < 10; update++)
        {
            var (batch, noise) = learned.Inputs(update);
            fused.Update(batch, noise);
            torch.Update(batch, noise);
            var (ofFused, ofTorch) = (fused.TakeMetrics().ToArray(), torch.TakeMetrics().ToArray());
            for (var i = 0; i < figures.Length; i++)
            {
                (figures[i].Fused[update], figures[i].Torch[update]) = (ofFused[i], ofTorch[i]);
            }

            if (update == 0)
            {
                Agreement.OfGradients(torch.Capture(), fused.Capture());
                Agreement.OfWeights(start, torch.Capture(), fused.Capture());
            }
        }

        var end = torch.Capture();
        Agreement.OfWeights(start, end, fused.Capture());
        Assert.All(fused.MetricNames.Zip(figures), pair => Agreement.OfFigure(pair.First, pair.Second.Torch, pair.Second.Fused));

        // What stands still is not tested. A free deviation may, beyond its bounds.
        Assert.All(
            end.Tensors.Where(t => t.Key != "policy.log_std" && start.Tensors.ContainsKey($"adam.m.{t.Key}")),
            t => Assert.NotEqual(start.Tensors[t.Key].Data, t.Value.Data));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Any_number_of_threads_computes_the_same_bits_at_every_size(string name)
    {
        var learned = LearnerCases.Sizes[name];
        string Digest(int threads)
        {
            using var learner = learned.Fused(threads);
            for (var update = 0; update < 2; update++)
            {
                var (batch, noise) = learned.Inputs(update);
                learner.Update(batch, noise);
            }

            return learner.Capture().Digest();
        }

        var expected = Digest(1);
        Assert.All((int[])[2, 3, 4], threads => Assert.Equal(expected, Digest(threads)));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_of_the_battery_changes_the_result(string name)
    {
        var (without, with) = LearnerCases.Options[name];
        Assert.NotEqual(Weights(without), Weights(with));

        static string Weights(LearnerCase learned)
        {
            using var learner = learned.Fused(threads: 1);
            for (var update = 0; update < 2; update++)
            {
                var (batch, noise) = learned.Inputs(update);
                learner.Update(batch, noise);
            }

            return learner.Capture().Digest();
        }
    }
}
