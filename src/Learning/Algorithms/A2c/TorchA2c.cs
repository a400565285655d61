using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.A2c;

/// <summary>The advantage actor-critic (Mnih et al. 2016), synchronous, on TorchSharp, on any device.</summary>
public sealed class TorchA2c : TorchLearner
{
    private readonly A2cConfig config;
    private readonly TorchGaussianPolicy policy;
    private readonly TorchValue value;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchA2c(A2cConfig config, LearnerContext context)
        : base(config, context, ["policy_loss", "value_loss", "entropy", "v_mean", "advantage_mean", "advantage_scale", "gradient_norm"])
    {
        this.config = config;
        policy = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device);
        value = new TorchValue(config, context.Dimensions, Device);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, value.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // A: generalised advantages; A + V is what V is to be.
        var v = value.At(batch.Observations);
        var advantages = GeneralisedAdvantage.Of(batch.Transitions, v.ToNumbers(), value.NumbersAt(batch.NextObservations), config, config.GaeLambda);
        var a = tensor(advantages, device: Device);
        var target = a.Plus(v.detach());

        // The policy: up the mean of A grad log pi(a|s).
        var policyAtS = policy.At(batch.Observations);
        var weights = config.StandardiseAdvantages ? Standardised(a) : a;
        var policyLoss = -(weights * TorchGaussianPolicy.LogDensity(batch.Actions, policyAtS[0], policyAtS[1])).mean();

        // The critic, the entropy, and one gradient of them all, which is not to be longer than gradient-norm-max.
        var valueLoss = (target - v).Squared().mean();
        var entropy = policyAtS[1].Plus(0.5 + Gaussian.HalfLogTwoPi).sum();
        var loss = policyLoss.Plus(valueLoss.Times(config.ValueCoefficient)) - entropy.Times(config.EntropyCoefficient);
        var norm = TorchParameters.MinimiseClipped(loss, config.GradientNormMax, policy.Parameters, value.Parameters);
        policy.Bound();
        return [policyLoss.detach(), valueLoss.detach(), entropy.detach(), v.detach().mean(), a.mean(), a.Squared().mean().sqrt(), norm];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        value.Dispose();
    }

    private static Tensor Standardised(Tensor a)
    {
        var centred = a - a.mean();
        return centred / centred.Squared().mean().sqrt().Plus(A2cAlgorithm.Epsilon);
    }
}
