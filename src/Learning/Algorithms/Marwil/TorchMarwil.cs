using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Marwil;

/// <summary>MARWIL (Wang et al., NeurIPS 2018) on TorchSharp, on any device: the readable reference.</summary>
public sealed class TorchMarwil : TorchLearner
{
    private readonly MarwilConfig config;
    private readonly TorchGaussianPolicy policy;
    private readonly TorchValue value;
    private readonly Parameter squaredAdvantage;
    private readonly TorchParameters running;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchMarwil(MarwilConfig config, LearnerContext context)
        : base(
            config, context,
            ["value_loss", "policy_loss", "v_mean", "advantage_mean", "advantage_scale", "weight_ess", "weight_max", "weight_clipped"])
    {
        this.config = config;
        policy = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device);
        value = new TorchValue(config, context.Dimensions, Device);
        squaredAdvantage = nn.Parameter(zeros([1], device: Device));
        running = TorchParameters.Fixed([(MarwilAlgorithm.SquaredAdvantage, squaredAdvantage)]);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, value.Parameters, running];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // V: the squared distance from R, which goes on with V where an episode is cut.
        var r = value.Returns(batch);
        var v = value.At(batch.Observations);
        var valueLoss = (r - v).Squared().mean();
        value.Parameters.Minimise(valueLoss);

        // c^2 <- c^2 + rate (mean A^2 - c^2), A = R - V(s) of before V's step.
        var advantage = r - v.detach();
        var scale = MoveScale(advantage);

        // The policy: argmax E [ w log pi(a|s) ], w = min(exp(beta A / c), weight-max).
        var w = Weights(advantage / scale);
        var policyAtS = policy.At(batch.Observations);
        var policyLoss = -(w * TorchGaussianPolicy.LogDensity(batch.Actions, policyAtS[0], policyAtS[1])).mean();
        policy.Parameters.Minimise(policyLoss);

        var effective = w.mean().Squared() / w.Squared().mean();
        return
        [
            valueLoss.detach(), policyLoss.detach(), v.detach().mean(), advantage.mean(), scale.mean(), effective, w.max(),
            w.Reaches(config.WeightMax).mean(),
        ];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        value.Dispose();
        running.Dispose();
        squaredAdvantage.Dispose();
    }

    /// <summary>c, after the batch's squared advantages have gone into it, [1].</summary>
    private Tensor MoveScale(Tensor advantage)
    {
        using var still = no_grad();
        var moved = squaredAdvantage.Plus((advantage.Squared().mean() - squaredAdvantage).Times(config.SquaredAdvantageRate));
        squaredAdvantage.copy_(moved);
        return moved.sqrt();
    }

    private Tensor Weights(Tensor advantage)
    {
        using var still = no_grad();
        return advantage.Times(config.Beta).exp().AtMost(config.WeightMax);
    }
}
