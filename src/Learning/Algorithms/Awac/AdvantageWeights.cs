using AwacAkka.Learning.Fused;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>From advantages to the weights of the likelihood, see <see cref="Weighting"/>.</summary>
public static class AdvantageWeights
{
    /// <summary>Writes the weight of every transition, and figures of them: the mean advantage, the effective sample size, the largest weight, the share that the bound clipped.</summary>
    internal static void Weigh(AwacConfig config, ReadOnlySpan<float> advantages, Span<float> weights, Span<float> figures)
    {
        Compute(config, advantages, weights, out var clipped);
        double sum = 0;
        foreach (var advantage in advantages)
        {
            sum += advantage;
        }

        figures[0] = (float)(sum / advantages.Length);
        figures[1] = WeightedLikelihood.EffectiveShare(weights);
        figures[2] = WeightedLikelihood.Largest(weights);
        figures[3] = (float)clipped / weights.Length;
    }

    /// <summary>Writes the weight of every transition and counts those that the bound clipped.</summary>
    public static void Compute(AwacConfig config, ReadOnlySpan<float> advantages, Span<float> weights, out int clipped)
    {
        clipped = 0;
        if (config.Weighting == Weighting.Step)
        {
            for (var i = 0; i < advantages.Length; i++)
            {
                weights[i] = advantages[i] > 0 ? 1 : 0;
            }

            return;
        }

        var (mean, scale) = config.Weighting == Weighting.Whiten ? Whitening(config, advantages) : (0, 1);
        var largest = float.NegativeInfinity;
        for (var i = 0; i < advantages.Length; i++)
        {
            weights[i] = (MathF.Min(advantages[i], config.AdvantageMax ?? float.PositiveInfinity) - mean) / scale / config.Lambda;
            largest = MathF.Max(largest, weights[i]);
        }

        if (config.Weighting != Weighting.Softmax)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var weight = MathF.Exp(weights[i]);
                clipped += weight > config.WeightMax ? 1 : 0;
                weights[i] = MathF.Min(weight, config.WeightMax);
            }

            return;
        }

        double sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = MathF.Exp(weights[i] - largest); // the largest is 1: no overflow
            sum += weights[i];
        }

        var factor = (float)(weights.Length / sum);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] *= factor;
        }
    }

    /// <summary>Mean and deviation of the bounded advantages, the latter not 0.</summary>
    private static (float Mean, float Scale) Whitening(AwacConfig config, ReadOnlySpan<float> advantages)
    {
        double sum = 0;
        foreach (var advantage in advantages)
        {
            sum += MathF.Min(advantage, config.AdvantageMax ?? float.PositiveInfinity);
        }

        var mean = sum / advantages.Length;
        double squares = 0;
        foreach (var advantage in advantages)
        {
            var distance = MathF.Min(advantage, config.AdvantageMax ?? float.PositiveInfinity) - mean;
            squares += distance * distance;
        }

        return ((float)mean, (float)(Math.Sqrt(squares / advantages.Length) + AwacAlgorithm.LeastDeviation));
    }
}
