using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Td3Bc;

/// <summary>TD3+BC (Fujimoto and Gu, arXiv 2106.06860) on TorchSharp, on any device: the readable reference.</summary>
public sealed class TorchTd3Bc : TorchLearner
{
    private readonly Td3BcConfig config;
    private readonly Sequential policy;
    private readonly Sequential policyTarget;
    private readonly TorchParameters policyParameters;
    private readonly TorchParameters targetParameters;
    private readonly TorchCritics critics;
    private readonly Scalar tau;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchTd3Bc(Td3BcConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "q_weight", "cloning_loss"])
    {
        var (obs, act) = context.Dimensions;
        this.config = config;
        tau = config.Tau;
        policy = TorchNetworks.Perceptron(obs, config.PolicyHidden, act, Device);
        policyTarget = TorchNetworks.Perceptron(obs, config.PolicyHidden, act, Device);
        policyParameters = TorchParameters.Trained(policy.Named("policy"), config.PolicyLearningRate, updatesPerStep: config.PolicyDelay);
        targetParameters = TorchParameters.Fixed(policyTarget.Named("policy_target"));
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policyParameters, targetParameters, .. critics.Parameters];

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
        var action = policy.call(batch.Observations).tanh();
        var q = critics.FirstOfAction(batch.Observations, action);
        var lambda = q.detach().abs().mean().reciprocal().Times(config.Alpha);
        var cloningLoss = (action - batch.Actions).Squared().mean();
        var policyLoss = cloningLoss - (lambda * q.mean());
        policyParameters.Minimise(policyLoss);
        targetParameters.MoveTowards(policyParameters, tau);

        return [criticLoss, Figure(policyLoss), qMean, Figure(lambda), Figure(cloningLoss)];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policyParameters.Dispose();
        targetParameters.Dispose();
        policy.Dispose();
        policyTarget.Dispose();
        critics.Dispose();
        tau.Dispose();
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        var noise = batch.Noise(Draw.NextAction).Times(config.TargetNoise).Clamped(-config.TargetNoiseClip, config.TargetNoiseClip);
        var next = policyTarget.call(batch.NextObservations).tanh().Plus(noise).Clamped(-1, 1);
        return batch.Rewards.Plus(batch.Continues.Times(config.Gamma) * critics.MinTarget(batch.NextObservations, next));
    }

    /// <summary>A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.</summary>
    private Tensor Figure(Tensor value) => value.detach().Times(config.PolicyDelay);
}
