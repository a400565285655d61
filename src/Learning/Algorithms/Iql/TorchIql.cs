using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Iql;

/// <summary>
/// IQL (Kostrikov et al., arXiv 2110.06169) on TorchSharp, on any device: a value function by expectile regression, critics regressed on it, and
/// a policy by maximum likelihood of the replayed actions, weighted by their exponentiated advantages.
/// </summary>
public sealed class TorchIql : TorchLearner
{
    private readonly IqlConfig config;
    private readonly ITorchLikelihoodPolicy policy;
    private readonly TorchValue value;
    private readonly TorchCritics critics;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchIql(IqlConfig config, LearnerContext context)
        : base(
            config, context,
            ["critic_loss", "policy_loss", "q_mean", "value_loss", "v_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"])
    {
        this.config = config;
        policy = ITorchLikelihoodPolicy.Of(config, config.Form, context.Dimensions, Device);
        value = new TorchValue(config with { CriticLearningRate = config.ValueLearningRate }, context.Dimensions, Device);
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, value.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);
        var leastQ = LeastTargetQ(s, a);

        // The value function: an expectile of min_i Qtarget_i(s, a) over the data's actions.
        var v = value.At(s);
        var valueLoss = ExpectileLoss(leastQ - v);
        value.Parameters.Minimise(valueLoss);

        // Critics: y = r + gamma (1 - terminated) V(s').
        var advantage = leastQ - ValueOf(s);
        var (criticLoss, qMean) = critics.Step(s, a, Target(batch));

        // The policy: argmax E [ w log pi(a|s) ], w = min(exp(beta A), weight-max).
        var w = Weights(advantage);
        var policyLoss = -(w * policy.LogLikelihood(a, policy.At(s))).mean();
        policy.Parameters.Minimise(policyLoss);

        var effective = w.mean().Squared() / w.Squared().mean();
        return
        [
            criticLoss, policyLoss.detach(), qMean, valueLoss.detach(), v.detach().mean(), advantage.mean(), effective, w.max(),
            w.Reaches(config.WeightMax).mean(),
        ];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        value.Dispose();
        critics.Dispose();
    }

    private Tensor LeastTargetQ(Tensor observations, Tensor actions)
    {
        using var still = no_grad();
        return critics.MinTarget(observations, actions);
    }

    /// <summary>V(s) without a gradient.</summary>
    private Tensor ValueOf(Tensor observations)
    {
        using var still = no_grad();
        return value.At(observations);
    }

    /// <summary>mean |expectile - 1[u &lt; 0]| u^2.</summary>
    private Tensor ExpectileLoss(Tensor u)
    {
        var weight = u.detach().Reaches(0).Times((2 * config.Expectile) - 1).Plus(1 - config.Expectile);
        return (weight * u.Squared()).mean();
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * value.At(batch.NextObservations));
    }

    private Tensor Weights(Tensor advantage)
    {
        using var still = no_grad();
        return advantage.Times(config.Beta).exp().AtMost(config.WeightMax);
    }
}
