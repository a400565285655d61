namespace AwacAkka.Learning.Fused;

/// <summary>A critic's loss: the mean over the batch of some function of prediction and target.</summary>
/// <param name="predictions">Outputs of the network, per row.</param>
/// <param name="targets">What they should be, per row; constants.</param>
/// <param name="gradient">Set to dL/dprediction, per row.</param>
/// <returns>The loss L.</returns>
public delegate float RegressionLoss(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> gradient);

/// <summary>The losses that papers use.</summary>
public static class RegressionLosses
{
    /// <summary>mean (x - y)^2.</summary>
    public static RegressionLoss Squared { get; } = (predictions, targets, gradient) =>
    {
        double loss = 0;
        for (var i = 0; i < predictions.Length; i++)
        {
            var error = predictions[i] - targets[i];
            loss += (double)error * error;
            gradient[i] = 2 * error / predictions.Length;
        }

        return (float)(loss / predictions.Length);
    };

    /// <summary>mean c (|d| - c / 2), d = x - y, c = min(|d|, 1): d^2 / 2 up to 1 and |d| - 1/2 beyond (Huber's loss).</summary>
    public static RegressionLoss Huber { get; } = (predictions, targets, gradient) =>
    {
        double loss = 0;
        for (var i = 0; i < predictions.Length; i++)
        {
            var error = predictions[i] - targets[i];
            var size = MathF.Abs(error);
            var clipped = MathF.Min(size, 1);
            loss += clipped * (size - clipped / 2);
            gradient[i] = MathF.CopySign(clipped, error) / predictions.Length;
        }

        return (float)(loss / predictions.Length);
    };

    /// <summary>
    /// mean |share - 1[y &lt; x]| (x - y)^2, whose minimum is the expectile of the targets (IQL, arXiv 2110.06169, equation 5): with 0.5 half the
    /// squared loss, with more a bound from above.
    /// </summary>
    /// <param name="share">IQL's tau, between 0 and 1.</param>
    public static RegressionLoss Expectile(float share) => (predictions, targets, gradient) =>
    {
        double loss = 0;
        for (var i = 0; i < predictions.Length; i++)
        {
            var error = predictions[i] - targets[i];
            var weight = error > 0 ? 1 - share : share;
            loss += (double)weight * error * error;
            gradient[i] = 2 * weight * error / predictions.Length;
        }

        return (float)(loss / predictions.Length);
    };
}
