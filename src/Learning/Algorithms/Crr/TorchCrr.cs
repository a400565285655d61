using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Crr;

/// <summary>CRR (Wang et al., arXiv 2006.15134) on TorchSharp, on any device: the readable reference.</summary>
public sealed class TorchCrr : TorchLearner
{
    private readonly CrrConfig config;
    private readonly TorchGaussianPolicy policy;
    private readonly TorchGaussianPolicy policyTarget;
    private readonly TorchCritics critics;
    private readonly Scalar tau;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchCrr(CrrConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "advantage_mean", "weight_mean", "weight_ess", "weight_max"])
    {
        this.config = config;
        tau = config.Tau;
        policy = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device);
        policyTarget = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device, name: "policy_target", isTrained: false);
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair, count: 1);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, policyTarget.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);
        var movesTargets = config.MovesTargets(Updates + 1);
        var policyAtS = policy.At(s);

        // A = Q(s, a) - mean_j Q(s, a_j), a_j ~ pi(.|s), with the critic before its step.
        var advantage = Advantage(batch, policyAtS[0], policyAtS[1]);

        // The critic: y = r + gamma (1 - terminated) Qtarget(s', a'), a' of the target policy.
        var (criticLoss, qMean) = critics.Step(s, a, Target(batch), movesTargets);

        // The policy: argmax E [ f(A) log pi(a|s) ].
        var w = Weights(advantage);
        var policyLoss = -(w * TorchGaussianPolicy.LogDensity(a, policyAtS[0], policyAtS[1])).mean();
        policy.Parameters.Minimise(policyLoss);
        if (movesTargets)
        {
            policyTarget.Parameters.MoveTowards(policy.Parameters, tau);
        }

        var effective = w.mean().Squared() / w.Squared().mean().Plus(1e-30);
        return [criticLoss, policyLoss.detach(), qMean, advantage.mean(), w.mean(), effective, w.max()];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        policyTarget.Dispose();
        critics.Dispose();
        tau.Dispose();
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        var next = policyTarget.At(batch.NextObservations);
        var action = Sample(next[0], next[1], batch.Noise(Draw.NextAction));
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * critics.MinTarget(batch.NextObservations, action));
    }

    private Tensor Advantage(TorchBatch batch, Tensor mean, Tensor logStd)
    {
        using var still = no_grad();
        var noise = ActionSamples.Of(batch.Noise(CrrAlgorithm.ValueNoise));
        Tensor[] values = [.. Enumerable.Range(0, config.ValueActions).Select(
            j => critics.Min(batch.Observations, Sample(mean, logStd, noise.select(1, j))))];
        return critics.Min(batch.Observations, batch.Actions) - stack(values).mean([0]);
    }

    private static Tensor Sample(Tensor mean, Tensor logStd, Tensor noise) => mean.Plus(logStd.exp() * noise).Clamped(-1, 1);

    private Tensor Weights(Tensor advantage)
    {
        using var still = no_grad();
        return config.Filter == CrrFilter.Binary
            ? advantage.IsAbove(0)
            : advantage.Over(config.Lambda).exp().AtMost(config.WeightMax);
    }
}
