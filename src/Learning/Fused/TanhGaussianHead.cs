using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A policy a = tanh(u), u ~ N(mean(s), std(s)): the network's outputs are the means, then the log standard deviations, which are clamped.
/// Samples with their log density, and the gradient through a sample (the reparameterisation trick).
/// </summary>
/// <param name="actionDimension">Numbers per action.</param>
/// <param name="logStdMin">The least log standard deviation.</param>
/// <param name="logStdMax">The largest.</param>
public sealed class TanhGaussianHead(int actionDimension, float logStdMin, float logStdMax)
{
    private const float HalfLogTwoPi = (float)Gaussian.HalfLogTwoPi;
    private const float Ln2 = 0.69314718055994531f;

    /// <summary>Outputs per state: a mean and a log standard deviation per action dimension.</summary>
    public int Outputs => 2 * actionDimension;

    /// <summary>The layout of its policy.</summary>
    public static MlpShape Shape(Dimensions dimensions, IReadOnlyList<int> hidden) =>
        new(dimensions.Observation, hidden, 2 * dimensions.Action);

    /// <summary>The outputs at one of several states.</summary>
    public ReadOnlySpan<float> Row(ReadOnlySpan<float> outputs, int row) => outputs.Slice(row * Outputs, Outputs);

    /// <summary>Samples at one state; returns log pi(a|s) with the change of variables in its stable form.</summary>
    /// <param name="outputs">The policy's outputs there.</param>
    /// <param name="noise">Standard normals.</param>
    /// <param name="action">Set to a.</param>
    public float Sample(ReadOnlySpan<float> outputs, ReadOnlySpan<float> noise, Span<float> action)
    {
        float logDensity = 0;
        for (var d = 0; d < actionDimension; d++)
        {
            var logStd = Math.Clamp(outputs[actionDimension + d], logStdMin, logStdMax);
            var u = outputs[d] + MathF.Exp(logStd) * noise[d];
            action[d] = MathF.Tanh(u);
            logDensity += -0.5f * noise[d] * noise[d] - logStd - HalfLogTwoPi - LogRoom(u);
        }

        return logDensity;
    }

    /// <summary>Samples u at one state, without the log density of the action tanh(u).</summary>
    /// <param name="outputs">The policy's outputs there.</param>
    /// <param name="noise">Standard normals.</param>
    /// <param name="raw">Set to u.</param>
    public void SampleRaw(ReadOnlySpan<float> outputs, ReadOnlySpan<float> noise, Span<float> raw)
    {
        for (var d = 0; d < actionDimension; d++)
        {
            raw[d] = outputs[d] + MathF.Exp(Math.Clamp(outputs[actionDimension + d], logStdMin, logStdMax)) * noise[d];
        }
    }

    /// <summary>Samples a = tanh(u) at one state, without its log density.</summary>
    /// <param name="outputs">The policy's outputs there.</param>
    /// <param name="noise">Standard normals.</param>
    /// <param name="action">Set to a.</param>
    public void SampleAction(ReadOnlySpan<float> outputs, ReadOnlySpan<float> noise, Span<float> action)
    {
        SampleRaw(outputs, noise, action);
        Squash(action, action);
    }

    /// <summary>a = tanh(u).</summary>
    public static void Squash(ReadOnlySpan<float> raw, Span<float> action)
    {
        for (var d = 0; d < raw.Length; d++)
        {
            action[d] = MathF.Tanh(raw[d]);
        }
    }

    /// <summary>dL/doutputs at one state from dL/du of a sample u, added to what is there: a state may have several samples.</summary>
    /// <param name="outputs">The policy's outputs there.</param>
    /// <param name="noise">The noise of the sample.</param>
    /// <param name="rawGradient">dL/du.</param>
    /// <param name="gradient">dL/doutputs, added to.</param>
    public void AddRaw(ReadOnlySpan<float> outputs, ReadOnlySpan<float> noise, ReadOnlySpan<float> rawGradient, Span<float> gradient)
    {
        for (var d = 0; d < actionDimension; d++)
        {
            var raw = outputs[actionDimension + d];
            gradient[d] += rawGradient[d];
            gradient[actionDimension + d] += raw >= logStdMin && raw <= logStdMax ? rawGradient[d] * MathF.Exp(raw) * noise[d] : 0;
        }
    }

    /// <summary>dL/doutputs at one state for L = entropyWeight log pi(a|s) + f(a), through the sample.</summary>
    /// <param name="outputs">The policy's outputs there.</param>
    /// <param name="noise">The noise of the sample.</param>
    /// <param name="action">The sample.</param>
    /// <param name="entropyWeight">What the log density is weighted by: SAC's alpha, over the batch size.</param>
    /// <param name="actionGradient">df/da.</param>
    /// <param name="gradient">Set to dL/doutputs.</param>
    public void Differentiate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> noise, ReadOnlySpan<float> action, float entropyWeight,
        ReadOnlySpan<float> actionGradient, Span<float> gradient)
    {
        for (var d = 0; d < actionDimension; d++)
        {
            var a = action[d];
            var slope = entropyWeight * 2 * a + actionGradient[d] * (1 - a * a); // dL/du
            var raw = outputs[actionDimension + d];
            var inside = raw >= logStdMin && raw <= logStdMax;
            var std = MathF.Exp(Math.Clamp(raw, logStdMin, logStdMax));
            gradient[d] = slope;
            gradient[actionDimension + d] = inside ? slope * std * noise[d] - entropyWeight : 0;
        }
    }

    /// <summary>log pi(a|s) of a given action, and the gradient of -weight log pi(a|s) added to that of the outputs.</summary>
    /// <param name="outputs">The policy's outputs at one state.</param>
    /// <param name="action">a, clipped to within 0.001 of the bounds, where it has no density.</param>
    /// <param name="weight">What it counts, over the batch size.</param>
    /// <param name="gradient">dL/doutputs, added to.</param>
    public float AddLikelihood(ReadOnlySpan<float> outputs, ReadOnlySpan<float> action, float weight, Span<float> gradient)
    {
        float logDensity = 0;
        for (var d = 0; d < actionDimension; d++)
        {
            var inside = Math.Clamp(action[d], -(float)Gaussian.LargestSquashed, (float)Gaussian.LargestSquashed);
            var raw = outputs[actionDimension + d];
            var logStd = Math.Clamp(raw, logStdMin, logStdMax);
            var std = MathF.Exp(logStd);
            var z = (MathF.Atanh(inside) - outputs[d]) / std;
            logDensity += -0.5f * z * z - logStd - HalfLogTwoPi - MathF.Log(1 - inside * inside);
            gradient[d] -= weight * z / std;
            gradient[actionDimension + d] -= raw >= logStdMin && raw <= logStdMax ? weight * (z * z - 1) : 0;
        }

        return logDensity;
    }

    /// <summary>log (1 - tanh(u)^2), in its stable form.</summary>
    internal static float LogRoom(float u) => 2 * (Ln2 - u - Softplus(-2 * u));

    private static float Softplus(float x) => MathF.Max(x, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(x)));
}
