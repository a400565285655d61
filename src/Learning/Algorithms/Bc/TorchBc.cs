using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Bc;

/// <summary>Behaviour cloning on TorchSharp, on any device: maximum likelihood of the dataset's actions under a Gaussian.</summary>
public sealed class TorchBc : TorchLearner
{
    private readonly TorchGaussianPolicy policy;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchBc(BcConfig config, LearnerContext context)
        : base(config, context, ["policy_loss", "action_error"])
    {
        policy = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device, config.PolicyWeightDecay);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var policyAtS = policy.At(batch.Observations);
        var (mean, logStd) = (policyAtS[0], policyAtS[1]);
        var loss = -TorchGaussianPolicy.LogDensity(batch.Actions, mean, logStd).mean();
        policy.Parameters.Minimise(loss);
        return [loss.detach(), (batch.Actions - mean.detach()).Squared().mean()];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing) => policy.Dispose();
}
