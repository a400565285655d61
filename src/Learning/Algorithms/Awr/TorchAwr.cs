using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Awr;

/// <summary>AWR (Peng et al., arXiv 1910.00177) on TorchSharp, on any device: the readable reference.</summary>
public sealed class TorchAwr : TorchLearner
{
    private readonly AwrConfig config;
    private readonly TorchGaussianPolicy policy;
    private readonly TorchValue value;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchAwr(AwrConfig config, LearnerContext context)
        : base(
            config, context,
            ["value_loss", "policy_loss", "v_mean", "advantage_mean", "advantage_scale", "weight_ess", "weight_max", "weight_clipped"])
    {
        this.config = config;
        policy = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device);
        value = new TorchValue(config, context.Dimensions, Device, config.ValueInterval);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, value.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // V: the squared distance from R, which goes on with V where an episode is cut.
        var r = value.Returns(batch);
        var v = value.At(batch.Observations);
        var valueLoss = (r - v).Squared().mean();
        if (config.UpdatesValue(Updates + 1))
        {
            value.Parameters.Minimise(valueLoss);
        }

        // The policy: argmax E [ w log pi(a|s) ], w = min(exp(A / lambda), weight-max), A standardised over the batch, of V before its step.
        var advantage = r - v.detach();
        var scale = (advantage - advantage.mean()).Squared().mean().sqrt();
        var w = Weights((advantage - advantage.mean()) / scale.Plus(AwrAlgorithm.Epsilon));
        var policyAtS = policy.At(batch.Observations);
        var policyLoss = -(w * TorchGaussianPolicy.LogDensity(batch.Actions, policyAtS[0], policyAtS[1])).mean();
        policy.Parameters.Minimise(policyLoss);

        var effective = w.mean().Squared() / w.Squared().mean();
        return
        [
            valueLoss.detach(), policyLoss.detach(), v.detach().mean(), advantage.mean(), scale, effective, w.max(),
            w.Reaches(config.WeightMax).mean(),
        ];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        value.Dispose();
    }

    private Tensor Weights(Tensor advantage)
    {
        using var still = no_grad();
        return advantage.Over(config.Lambda).exp().AtMost(config.WeightMax);
    }
}
