using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// AWAC (Nair et al., arXiv 2006.09359) on TorchSharp, on any device: policy evaluation by regression on bootstrapped targets, policy
/// improvement by maximum likelihood of the replayed actions, weighted by their exponentiated advantages.
/// </summary>
public sealed class TorchAwac : TorchLearner
{
    private readonly AwacConfig config;
    private readonly TorchGaussianPolicy policy;
    private readonly TorchCritics critics;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchAwac(AwacConfig config, LearnerContext context)
        : base(
            config, context,
            ["critic_loss", "policy_loss", "q_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"])
    {
        this.config = config;
        policy = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device, config.PolicyWeightDecay);
        critics = new TorchCritics(config, config.CriticMax, context.Dimensions, Device, Pair);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);

        // Policy evaluation: y = r + gamma (1 - terminated) min_i Qtarget_i(s', a'), a' ~ pi(.|s').
        var (next, policyAtS) = Pair.Run(half => half == 0 ? [NextAction(batch)] : policy.At(s));
        var y = Target(batch, next[0]);
        var (mean, logStd) = (policyAtS[0], policyAtS[1]);
        var value = ActionOfValue(mean, logStd, batch.Noise(Draw.CurrentAction));
        var advantage = config.AdvantageCritics == AdvantageCritics.BeforeStep ? Advantage(s, a, value) : null;
        var (criticLoss, qMean) = critics.Step(s, a, y);
        advantage ??= Advantage(s, a, value);

        // Policy improvement: argmax E [ w log pi(a|s) ], w = exp(A(s, a) / lambda).
        var w = Weights(advantage);
        var policyLoss = -(w * TorchGaussianPolicy.LogDensity(a, mean, logStd)).mean();
        policy.Parameters.Minimise(policyLoss);

        var effective = w.mean().Squared() / w.Squared().mean();
        var clipped = config.Weighting == Weighting.Exp ? w.Reaches(config.WeightMax).mean() : zeros_like(effective);
        return [criticLoss, policyLoss.detach(), qMean, advantage.mean(), effective, w.max(), clipped];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        critics.Dispose();
    }

    private Tensor NextAction(TorchBatch batch)
    {
        using var still = no_grad();
        var next = policy.At(batch.NextObservations);
        return Sample(next[0], next[1], batch.Noise(Draw.NextAction));
    }

    private Tensor Target(TorchBatch batch, Tensor nextAction)
    {
        using var still = no_grad();
        return batch.Rewards.Plus(batch.Continues.Times(config.Gamma) * critics.MinTarget(batch.NextObservations, nextAction));
    }

    private Tensor Sample(Tensor mean, Tensor logStd, Tensor noise)
    {
        var action = mean.Plus(logStd.exp() * noise);
        return config.ClampSampledActions ? action.Clamped(-1, 1) : action;
    }

    private Tensor ActionOfValue(Tensor mean, Tensor logStd, Tensor noise)
    {
        using var still = no_grad();
        return config.ValueEstimate == ValueEstimate.Mean ? mean.detach() : Sample(mean, logStd, noise);
    }

    /// <summary>A(s, a) = min_i Q_i(s, a) - V(s), V(s) = min_i Q_i(s, a~).</summary>
    private Tensor Advantage(Tensor observations, Tensor actions, Tensor actionOfValue)
    {
        using var still = no_grad();
        return critics.Min(observations, actions) - critics.Min(observations, actionOfValue);
    }

    private Tensor Weights(Tensor advantage)
    {
        using var still = no_grad();
        var bounded = config.AdvantageMax is { } bound ? advantage.AtMost(bound) : advantage;
        var exponent = bounded.Over(config.Lambda);
        return config.Weighting == Weighting.Softmax
            ? exponent.softmax(0).Times(exponent.NumberOfElements)
            : exponent.exp().AtMost(config.WeightMax);
    }
}
