using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Bc;

/// <summary>Behaviour cloning on TorchSharp, on any device: maximum likelihood of the dataset's actions under a Gaussian.</summary>
public sealed class TorchBc : TorchLearner
{
    private readonly BcConfig config;
    private readonly Sequential policy;
    private readonly Parameter freeStd;
    private readonly TorchParameters policyParameters;

    /// <summary>
    /// Builds the network on <paramref name="device"/> in the state <paramref name="initial"/>, with numbers below 2^-126 counted as 0 where
    /// <paramref name="flushDenormals"/> (<see cref="Numerics.Threads.DenormalFlush"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape.</exception>
    public TorchBc(
        BcConfig config, int observationDimension, int actionDimension, TrainingState initial, Device device, int threads = 2,
        bool flushDenormals = true)
        : base(config, device, threads, flushDenormals, ["policy_loss", "action_error"])
    {
        this.config = config;
        policy = TorchNetworks.Perceptron(observationDimension, config.PolicyHidden, actionDimension, device);
        freeStd = nn.Parameter(zeros([actionDimension], device: device));
        policyParameters = TorchParameters.Trained(
            [.. policy.Named("policy"), ("policy.log_std", freeStd)], config.PolicyLearningRate, config.PolicyWeightDecay);
        Restore(initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policyParameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var output = policy.call(batch.Observations);
        var mean = config.MeanActivation == MeanActivation.Tanh ? output.tanh() : output;
        var logStd = config.StandardDeviation == StandardDeviation.Sigmoid
            ? freeStd.sigmoid().Times(config.LogStdMax - config.LogStdMin).Plus(config.LogStdMin)
            : freeStd.Clamped(config.LogStdMin, config.LogStdMax);
        var distance = batch.Actions - mean;
        var logDensity = ((distance / logStd.exp()).Squared().Over(-2) - logStd).Minus((float)Gaussian.HalfLogTwoPi).sum(-1);
        var loss = -logDensity.mean();
        policyParameters.Minimise(loss);
        return [loss.detach(), distance.detach().Squared().mean()];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policyParameters.Dispose();
        policy.Dispose();
        freeStd.Dispose();
    }
}
