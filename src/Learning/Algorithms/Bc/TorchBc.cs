using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Bc;

/// <summary>Behaviour cloning on TorchSharp, on any device: maximum likelihood of the dataset's actions, under a Gaussian or of choices.</summary>
public sealed class TorchBc : TorchLearner
{
    private readonly ITorchLikelihoodPolicy policy;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchBc(BcConfig config, LearnerContext context)
        : base(config, context, ["policy_loss", "action_error"])
    {
        policy = ITorchLikelihoodPolicy.Of(config, config.Form, context.Dimensions, Device, config.PolicyWeightDecay);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var policyAtS = policy.At(batch.Observations);
        var loss = -policy.LogLikelihood(batch.Actions, policyAtS).mean();
        policy.Parameters.Minimise(loss);
        return [loss.detach(), policy.Error(batch.Actions, policyAtS)];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing) => policy.Dispose();
}
