using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// D = mean_j log pi(a_j|s) - log b(a_j|s) over samples a_j = tanh(u_j) of a tanh-Gaussian pi: an estimate of its KL divergence from another one, b, and the
/// gradient through the samples. For log b actions are clipped to within 0.001 of the bounds, where there is no density.
/// </summary>
/// <remarks>
/// Within those, log (1 - a^2) is part of both densities, and u alone is left: per dimension -eps^2/2 - ln std + z^2/2 + ln std_b, z = (u - mean_b) / std_b.
/// Neither tanh nor its inverse is computed, which took a tenth of BRAC's update, nor is rounding made large where a is near its bounds.
/// </remarks>
/// <param name="actionDimension">Numbers per action.</param>
/// <param name="logStdMin">The least log standard deviation of either.</param>
/// <param name="logStdMax">The largest.</param>
/// <param name="samples">How many a_j there are.</param>
public sealed class SquashedDivergence(int actionDimension, float logStdMin, float logStdMax, int samples)
{
    private static readonly float LargestU = (float)Math.Atanh(Gaussian.LargestSquashed);
    private static readonly float LogRoomThere = (float)Math.Log(1 - Gaussian.LargestSquashed * Gaussian.LargestSquashed);

    /// <summary>D at one state.</summary>
    /// <param name="policy">Outputs of pi.</param>
    /// <param name="model">Outputs of b.</param>
    /// <param name="noise">Standard normals of all samples, [samples, action].</param>
    public float Of(ReadOnlySpan<float> policy, ReadOnlySpan<float> model, ReadOnlySpan<float> noise) => Add(policy, model, noise, 0, []);

    /// <summary>D at one state, and its gradient.</summary>
    /// <param name="policy">Outputs of pi.</param>
    /// <param name="model">Outputs of b.</param>
    /// <param name="noise">Standard normals of all samples, [samples, action].</param>
    /// <param name="weight">What D counts.</param>
    /// <param name="gradient">weight dD/dpolicy, added to.</param>
    public float Add(ReadOnlySpan<float> policy, ReadOnlySpan<float> model, ReadOnlySpan<float> noise, float weight, Span<float> gradient)
    {
        float sum = 0;
        var ofSample = weight / samples;
        for (var d = 0; d < actionDimension; d++)
        {
            var raw = policy[actionDimension + d];
            var (logStd, logStdOfModel) = (Math.Clamp(raw, logStdMin, logStdMax), Math.Clamp(model[actionDimension + d], logStdMin, logStdMax));
            var (std, precision) = (MathF.Exp(logStd), MathF.Exp(-logStdOfModel));
            var isFree = raw >= logStdMin && raw <= logStdMax;
            for (var j = 0; j < samples; j++)
            {
                var eps = noise[j * actionDimension + d];
                var u = policy[d] + std * eps;
                var isClipped = MathF.Abs(u) > LargestU;
                var z = ((isClipped ? MathF.CopySign(LargestU, u) : u) - model[d]) * precision;
                sum += 0.5f * (z * z - eps * eps) - logStd + logStdOfModel + (isClipped ? LogRoomThere - TanhGaussianHead.LogRoom(u) : 0);
                if (!gradient.IsEmpty)
                {
                    var slope = isClipped ? 2 * MathF.Tanh(u) : z * precision; // dD_j/du
                    gradient[d] += ofSample * slope;
                    gradient[actionDimension + d] += isFree ? ofSample * (slope * std * eps - 1) : 0;
                }
            }
        }

        return sum / samples;
    }
}
