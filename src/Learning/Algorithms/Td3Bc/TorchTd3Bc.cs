using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Td3Bc;

/// <summary>TD3+BC (Fujimoto and Gu, arXiv 2106.06860) on TorchSharp, on any device: the readable reference.</summary>
public sealed class TorchTd3Bc : TorchLearner
{
    private readonly Td3BcConfig config;
    private readonly TorchDeterministicPolicy policy;
    private readonly TorchCritics critics;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchTd3Bc(Td3BcConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "q_weight", "cloning_loss"])
    {
        this.config = config;
        policy = new TorchDeterministicPolicy(config, context.Dimensions, Device, updatesPerStep: config.PolicyDelay);
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [.. policy.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // Critics: y = r + gamma (1 - terminated) min_i Qtarget_i(s', a~), a~ the target policy's action with clipped noise.
        var updatesPolicy = config.UpdatesPolicy(Updates + 1);
        var (criticLoss, qMean) = critics.Step(batch.Observations, batch.Actions, Target(batch), movesTargets: updatesPolicy);
        if (!updatesPolicy)
        {
            var none = zeros_like(criticLoss);
            return [criticLoss, none, qMean, none, none];
        }

        // Policy: minimise -lambda mean Q1(s, pi(s)) + mean (pi(s) - a)^2, lambda = alpha / mean |Q1(s, pi(s))| a constant.
        var action = policy.At(batch.Observations);
        var q = critics.FirstOfAction(batch.Observations, action);
        var lambda = q.detach().abs().mean().reciprocal().Times(config.Alpha);
        var cloningLoss = (action - batch.Actions).Squared().mean();
        var policyLoss = cloningLoss - (lambda * q.mean());
        policy.Minimise(policyLoss);

        return [criticLoss, Figure(policyLoss), qMean, Figure(lambda), Figure(cloningLoss)];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        critics.Dispose();
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        var next = policy.Smoothed(batch.NextObservations, batch.Noise(Draw.NextAction), config.TargetNoise, config.TargetNoiseClip);
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * critics.MinTarget(batch.NextObservations, next));
    }

    /// <summary>A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.</summary>
    private Tensor Figure(Tensor value) => value.detach().Times(config.PolicyDelay);
}
