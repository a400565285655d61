using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Bc;

/// <summary>
/// Behaviour cloning on the CPU. One network and one pass: the whole batch is computed on one thread, in the order of rows that clones have always had
/// here, so that a clone keeps its bits.
/// </summary>
public sealed class FusedBc : FusedLearner
{
    internal static readonly string[] Figures = ["policy_loss", "action_error"];

    private readonly LogDeviation deviation;
    private readonly bool tanhMean;
    private readonly FlatNetwork policy;
    private readonly Mlp network;
    private readonly Adam adam;
    private readonly float[] outputGradient;
    private readonly float[] logStd;
    private readonly double[] logStdGradient;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedBc(BcConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        deviation = config.Form.LogDeviation;
        tanhMean = config.MeanActivation == MeanActivation.Tanh;
        var shape = GaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        Resources.Reserve(shape);
        policy = Own(new FlatNetwork("policy", shape));
        network = Own(new Mlp(shape, Resources.Capacity));
        adam = new Adam(config.PolicyLearningRate, config.PolicyWeightDecay);
        outputGradient = new float[Resources.Capacity * Resources.ActionDimension];
        logStd = new float[Resources.ActionDimension];
        logStdGradient = new double[Resources.ActionDimension];
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        var free = policy.Shape.FreeOf(policy.Parameters.View).Span;
        for (var d = 0; d < logStd.Length; d++)
        {
            logStd[d] = deviation.Of(free[d]);
        }

        network.Forward(policy.Parameters.View, States, 0, Batch.Size);
        var (likelihood, error) = Likelihood(network.Output(0, Batch.Size));
        network.Backward(policy.Parameters.View, States, 0, Batch.Size, outputGradient, policy.Gradients.View, default, Resources.Workspace(0));
        var freeGradient = policy.Shape.FreeOf(policy.Gradients.View).Span;
        for (var d = 0; d < logStd.Length; d++)
        {
            freeGradient[d] = (float)logStdGradient[d] * deviation.Slope(free[d]);
        }

        policy.Step(adam, Updates, 0, policy.Shape.Parameters);
        figures[0] = (float)-likelihood;
        figures[1] = (float)error;
    }

    /// <summary>
    /// Mean of log pi(a|s) and mean squared distance of the policy's mean from a per number; the gradient of the first one's negative goes into
    /// <see cref="outputGradient"/> and <see cref="logStdGradient"/>.
    /// </summary>
    private (double Likelihood, double Error) Likelihood(ReadOnlySpan<float> outputs)
    {
        Array.Clear(logStdGradient);
        double sum = 0;
        double squares = 0;
        for (var i = 0; i < outputs.Length; i++)
        {
            var d = i % logStd.Length;
            var mean = tanhMean ? MathF.Tanh(outputs[i]) : outputs[i];
            var std = MathF.Exp(logStd[d]);
            var distance = Batch.Actions[i] - mean;
            var z = distance / std;
            sum += -0.5 * z * z - logStd[d] - Gaussian.HalfLogTwoPi;
            squares += (double)distance * distance;
            outputGradient[i] = -z / std / Batch.Size * (tanhMean ? 1 - mean * mean : 1);
            logStdGradient[d] -= (z * z - 1) / Batch.Size;
        }

        return (sum / Batch.Size, squares / outputs.Length);
    }
}
