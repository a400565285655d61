namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>From advantages to the weights of the likelihood, see <see cref="Weighting"/>.</summary>
public static class AdvantageWeights
{
    /// <summary>Writes the weight of every transition and counts those that the bound clipped.</summary>
    public static void Compute(AwacConfig config, ReadOnlySpan<float> advantages, Span<float> weights, out int clipped)
    {
        var largest = float.NegativeInfinity;
        for (var i = 0; i < advantages.Length; i++)
        {
            weights[i] = MathF.Min(advantages[i], config.AdvantageMax ?? float.PositiveInfinity) / config.Lambda;
            largest = MathF.Max(largest, weights[i]);
        }

        clipped = 0;
        if (config.Weighting == Weighting.Exp)
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

        var scale = (float)(weights.Length / sum);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] *= scale;
        }
    }
}
