using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Rebrac;

/// <summary>ReBRAC (Tarasov et al., arXiv 2305.09836) on TorchSharp, on any device: the readable reference.</summary>
public sealed class TorchRebrac : TorchLearner
{
    private readonly RebracConfig config;
    private readonly TorchDeterministicPolicy policy;
    private readonly TorchCritics critics;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchRebrac(RebracConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "next_distance", "distance"])
    {
        this.config = config;
        policy = new TorchDeterministicPolicy(config, context.Dimensions, Device, updatesPerStep: config.PolicyDelay);
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair, layerNorm: config.CriticLayerNorm);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [.. policy.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // Critics: y = r + gamma (1 - terminated) (min_i Qtarget_i(s', a~) - beta 2 |a~ - a'|^2), a~ the target policy's action with clipped noise.
        var updatesPolicy = config.UpdatesPolicy(Updates + 1);
        var (y, nextDistance) = Target(batch);
        var (criticLoss, qMean) = critics.Step(batch.Observations, batch.Actions, y, movesTargets: updatesPolicy);
        if (!updatesPolicy)
        {
            var none = zeros_like(criticLoss);
            return [criticLoss, none, qMean, nextDistance, none];
        }

        // Policy: minimise beta 1 |pi(s) - a|^2 - min_i Q_i(s, pi(s)) / mean |min_i Q_i(s, pi(s))|, the divisor a constant.
        var action = policy.At(batch.Observations);
        var q = critics.MinOfAction(batch.Observations, action);
        var distance = (action - batch.Actions).Squared().sum(-1).mean();
        var policyLoss = distance.Times(config.PolicyPenalty) - (q.mean() / q.detach().abs().mean());
        policy.Minimise(policyLoss);

        return [criticLoss, Figure(policyLoss), qMean, nextDistance, Figure(distance)];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        critics.Dispose();
    }

    private (Tensor Target, Tensor Distance) Target(TorchBatch batch)
    {
        using var still = no_grad();
        var next = policy.Smoothed(batch.NextObservations, batch.Noise(Draw.NextAction), config.TargetNoise, config.TargetNoiseClip);
        var distance = (next - batch.NextActions).Squared().sum(-1) * batch.HasNextAction; // unknown where an episode ends or breaks off
        var value = critics.MinTarget(batch.NextObservations, next) - distance.Times(config.CriticPenalty);
        return (batch.Rewards.Plus(batch.Discounts(config.Gamma) * value), distance.mean());
    }

    /// <summary>A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.</summary>
    private Tensor Figure(Tensor value) => value.detach().Times(config.PolicyDelay);
}
