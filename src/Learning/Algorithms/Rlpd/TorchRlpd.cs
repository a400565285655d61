using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Rlpd;

/// <summary>RLPD (Ball et al., arXiv 2302.02948) on TorchSharp, on any device: the readable reference.</summary>
public sealed class TorchRlpd : TorchLearner
{
    private readonly RlpdConfig config;
    private readonly TorchTanhGaussianPolicy policy;
    private readonly TorchTemperature temperature;
    private readonly TorchCritics critics;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchRlpd(RlpdConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "alpha", "entropy"])
    {
        this.config = config;
        policy = new TorchTanhGaussianPolicy(
            config, config.LogStdMin, config.LogStdMax, context.Dimensions, Device, updatesPerStep: config.CriticSteps);
        temperature = new TorchTemperature(
            config.TemperatureLearningRate, config.AimedEntropy(context.Dimensions.Action), Device, updatesPerStep: config.CriticSteps);
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair, config.Critics, config.CriticLayerNorm);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, temperature.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // Critics: y = r + gamma (1 - terminated) (min_{some i} Qtarget_i(s', a') - alpha log pi(a'|s')), a' ~ pi(.|s').
        var alpha = temperature.Alpha;
        var (criticLoss, qMean) = critics.Step(batch.Observations, batch.Actions, Target(batch, alpha));
        if (!config.UpdatesPolicy(Updates + 1))
        {
            var none = zeros_like(criticLoss);
            return [criticLoss, none, qMean, alpha.mean(), none];
        }

        // Policy: minimise alpha log pi(a~|s) - mean_i Q_i(s, a~) with the critics just trained; WSRL takes min_i.
        var (action, logDensity) = policy.Sample(batch.Observations, batch.Noise(Draw.CurrentAction));
        var value = config.PolicyTakesLeast ? critics.MinOfAction(batch.Observations, action, isPaired: false) : critics.MeanOfAction(batch.Observations, action);
        var policyLoss = ((alpha * logDensity) - value).mean();
        policy.Parameters.Minimise(policyLoss);

        // Temperature: entropy below its target makes alpha grow.
        temperature.Step(logDensity);

        return [criticLoss, Figure(policyLoss), qMean, alpha.mean(), Figure(-logDensity.mean())];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        temperature.Dispose();
        critics.Dispose();
    }

    private Tensor Target(TorchBatch batch, Tensor alpha)
    {
        using var still = no_grad();
        var (next, logDensity) = policy.Sample(batch.NextObservations, batch.Noise(Draw.NextAction));
        var value = critics.MinTarget(batch.NextObservations, next, batch.TargetCritics);
        var soft = config.EntropyBackup ? value - (alpha * logDensity) : value;
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * soft);
    }

    /// <summary>A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.</summary>
    private Tensor Figure(Tensor value) => value.detach().Times(config.CriticSteps);
}
