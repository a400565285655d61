using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Brac;

/// <summary>BRAC (Wu, Tucker and Nachum, arXiv 1911.11361) on TorchSharp, on any device.</summary>
public sealed class TorchBrac : TorchLearner
{
    private readonly BracConfig config;
    private readonly TorchTanhGaussianPolicy policy;
    private readonly TorchTanhGaussianPolicy behaviour;
    private readonly TorchCritics critics;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchBrac(BracConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "divergence", "behaviour_likelihood"])
    {
        this.config = config;
        policy = new TorchTanhGaussianPolicy(config, config.LogStdMin, config.LogStdMax, context.Dimensions, Device);
        behaviour = new TorchTanhGaussianPolicy(
            config with { PolicyLearningRate = config.BehaviourLearningRate }, config.LogStdMin, config.LogStdMax, context.Dimensions, Device, name: "behaviour");
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, behaviour.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // The behaviour model: maximum likelihood of the data's actions, in the first updates.
        var isWarmUp = config.IsWarmUp(Updates + 1);
        var likelihood = behaviour.LogDensity(batch.Observations, batch.Actions).mean();
        if (isWarmUp)
        {
            behaviour.Parameters.Minimise(-likelihood);
        }

        // Critics: y = r + gamma (1 - terminated) (min_i Qtarget_i(s', a') - alpha D(s')), a' the first of the policy's actions at s'.
        var (criticLoss, qMean) = critics.Step(batch.Observations, batch.Actions, Target(batch));

        // Policy: minimise alpha D(s) - min_i Q_i(s, a~), a~ the first of its actions at s; at first without the critics.
        behaviour.Parameters.SetTrained(false); // a gradient goes through the model to the policy's actions alone
        var (action, divergence) = Divergence(batch.Observations, batch.Noise(BracAlgorithm.CurrentNoise));
        behaviour.Parameters.SetTrained(true);
        var regulariser = divergence.mean().Times(config.DivergenceWeight);
        var policyLoss = isWarmUp ? regulariser : regulariser - critics.MinOfAction(batch.Observations, action, isPaired: false).mean();
        policy.Parameters.Minimise(policyLoss);

        return [criticLoss, policyLoss.detach(), qMean, divergence.detach().mean(), likelihood.detach()];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        behaviour.Dispose();
        critics.Dispose();
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        var (next, divergence) = Divergence(batch.NextObservations, batch.Noise(BracAlgorithm.NextNoise));
        var value = critics.MinTarget(batch.NextObservations, next);
        return batch.Rewards.Plus(
            batch.Discounts(config.Gamma) * (config.ValuePenalty ? value - divergence.Times(config.DivergenceWeight) : value));
    }

    /// <summary>The first of several actions of the policy, [batch, action], and the mean of log pi(a_j|s) - log b(a_j|s) over all of them, [batch].</summary>
    private (Tensor Action, Tensor Divergence) Divergence(Tensor observations, Tensor noise)
    {
        var states = observations.unsqueeze(1);
        var (actions, logDensities) = policy.Sample(states, ActionSamples.Of(noise));
        return (actions.select(1, 0), (logDensities - behaviour.LogDensity(states, actions)).mean([1]));
    }
}
