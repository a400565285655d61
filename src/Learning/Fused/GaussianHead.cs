using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A policy N(mean(s), std): the network's outputs are the means, through tanh or not, and a free parameter per action dimension gives the
/// deviation. Samples, and the weighted log likelihood of given actions with its gradient.
/// </summary>
public sealed class GaussianHead : ILikelihoodHead
{
    private readonly int actionDimension;
    private readonly LogDeviation deviation;
    private readonly bool tanhMean;
    private readonly float[] logStd;
    private readonly float[] std;
    private readonly float[] means;
    private readonly float[] outputGradient;
    private readonly float[] logStdGradient; // of the first half of the batch, then of the second

    /// <summary>Allocates a head for the largest batch.</summary>
    /// <param name="resources">Sizes.</param>
    /// <param name="form">How mean and deviation come from the network's numbers.</param>
    public GaussianHead(FusedResources resources, GaussianForm form)
    {
        deviation = form.LogDeviation;
        tanhMean = form.Mean == MeanActivation.Tanh;
        actionDimension = resources.ActionDimension;
        logStd = new float[actionDimension];
        std = new float[actionDimension];
        means = new float[resources.Capacity * actionDimension];
        outputGradient = new float[resources.Capacity * actionDimension];
        logStdGradient = new float[2 * actionDimension];
    }

    /// <summary>The layout of its policy: a mean and a free deviation parameter per action dimension.</summary>
    public static MlpShape Shape(Dimensions dimensions, IReadOnlyList<int> hidden) =>
        ActionShapes.Gaussian(dimensions, hidden);

    /// <summary>Takes the deviations over, for an update, from the policy's free parameters.</summary>
    public void Begin(ReadOnlySpan<float> free)
    {
        for (var d = 0; d < actionDimension; d++)
        {
            logStd[d] = deviation.Of(free[d]);
            std[d] = MathF.Exp(logStd[d]);
        }
    }

    /// <summary>The mean from the outputs at one state.</summary>
    public void Mean(ReadOnlySpan<float> outputs, Span<float> mean)
    {
        for (var d = 0; d < outputs.Length; d++)
        {
            mean[d] = tanhMean ? MathF.Tanh(outputs[d]) : outputs[d];
        }
    }

    /// <summary>Keeps the means of rows from <paramref name="start"/> on, from their outputs [rows, action].</summary>
    public void Keep(int start, ReadOnlySpan<float> outputs) => Mean(outputs, means.AsSpan(start * actionDimension, outputs.Length));

    /// <summary>The kept mean of one row.</summary>
    public ReadOnlySpan<float> Mean(int row) => means.AsSpan(row * actionDimension, actionDimension);

    /// <summary>Adds std x noise to a mean.</summary>
    /// <param name="action">The mean, then the sample.</param>
    /// <param name="noise">Standard normals.</param>
    /// <param name="clamps">Whether samples are clamped to [-1, 1].</param>
    public void AddNoise(Span<float> action, ReadOnlySpan<float> noise, bool clamps)
    {
        for (var d = 0; d < action.Length; d++)
        {
            action[d] += std[d] * noise[d];
            if (clamps)
            {
                action[d] = Math.Clamp(action[d], -1, 1);
            }
        }
    }

    /// <inheritdoc />
    public double WeighLikelihood(
        int half, (int Start, int Count) rows, ReadOnlySpan<float> actions, ReadOnlySpan<float> weights, int batchSize)
    {
        var deviations = logStdGradient.AsSpan(half * actionDimension, actionDimension);
        deviations.Clear();
        double likelihood = 0;
        for (var i = rows.Start; i < rows.Start + rows.Count; i++)
        {
            var weight = weights[i];
            double logDensity = 0;
            for (var d = 0; d < actionDimension; d++)
            {
                var mean = means[i * actionDimension + d];
                var z = (actions[i * actionDimension + d] - mean) / std[d];
                logDensity += -0.5 * z * z - logStd[d] - Gaussian.HalfLogTwoPi;
                var slope = tanhMean ? 1 - mean * mean : 1;
                outputGradient[i * actionDimension + d] = -weight / batchSize * z / std[d] * slope;
                deviations[d] -= weight / batchSize * (z * z - 1);
            }

            likelihood += weight * logDensity;
        }

        return likelihood;
    }

    /// <inheritdoc />
    public ReadOnlySpan<float> OutputGradient((int Start, int Count) rows) =>
        outputGradient.AsSpan(rows.Start * actionDimension, rows.Count * actionDimension);

    /// <inheritdoc />
    public void SetFreeGradients(FusedPolicy policy)
    {
        var free = policy.Free;
        var first = policy.FreeGradients(0);
        var second = policy.FreeGradients(1);
        for (var d = 0; d < actionDimension; d++)
        {
            var slope = deviation.Slope(free[d]);
            first[d] = logStdGradient[d] * slope;
            second[d] = logStdGradient[actionDimension + d] * slope;
        }
    }
}
