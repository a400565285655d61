using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>Soft actor-critic with automatic temperature (Haarnoja et al., arXiv 1812.05905) on TorchSharp, on any device.</summary>
public sealed class TorchSac : TorchLearner
{
    private readonly SacConfig config;
    private readonly TorchTanhGaussianPolicy policy;
    private readonly TorchTemperature temperature;
    private readonly TorchCritics critics;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchSac(SacConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "alpha", "entropy", .. config.Clones ? (string[])[SacAlgorithm.Likelihood] : []])
    {
        this.config = config;
        policy = new TorchTanhGaussianPolicy(config, config.LogStdMin, config.LogStdMax, context.Dimensions, Device);
        temperature = new TorchTemperature(config.TemperatureLearningRate, config.AimedEntropy(context.Dimensions.Action), Device);
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, temperature.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var alpha = temperature.Alpha;
        var (next, current) = Pair.Run(half => half == 0 ? NextSample(batch) : Sample(batch.Observations, batch.Noise(Draw.CurrentAction)));

        // Policy evaluation: y = r + gamma (1 - terminated) (min_i Qtarget_i(s', a') - alpha log pi(a'|s')), a' ~ pi(.|s').
        var (criticLoss, qMean) = critics.Step(batch.Observations, batch.Actions, Target(batch, next[0], next[1], alpha));

        // Policy improvement: minimise alpha log pi(a~|s) - min_i Q_i(s, a~) with the critics just trained.
        var (action, logDensity) = (current[0], current[1]);
        var isCloning = config.IsCloning(Updates + 1);
        var policyLoss = isCloning ? zeros_like(criticLoss) : ((alpha * logDensity) - critics.MinOfAction(batch.Observations, action)).mean();

        // SAC+BC: and w (-log pi(a|s)) of the data's actions; in the first updates that alone, and alpha stands still.
        var likelihood = config.Clones ? policy.LogDensity(batch.Observations, batch.Actions).mean() : null;
        policyLoss = likelihood is null ? policyLoss : policyLoss - likelihood.Times(config.BehaviourCloningWeight);
        policy.Parameters.Minimise(policyLoss);

        // Temperature: entropy below its target makes alpha grow.
        temperature.Step(logDensity, stands: isCloning);

        Tensor[] figures = [criticLoss, policyLoss.detach(), qMean, alpha.mean(), -logDensity.detach().mean()];
        return likelihood is null ? figures : [.. figures, likelihood.detach()];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        temperature.Dispose();
        critics.Dispose();
    }

    private Tensor[] NextSample(TorchBatch batch)
    {
        using var still = no_grad();
        return Sample(batch.NextObservations, batch.Noise(Draw.NextAction));
    }

    private Tensor Target(TorchBatch batch, Tensor next, Tensor logDensity, Tensor alpha)
    {
        using var still = no_grad();
        var soft = critics.MinTarget(batch.NextObservations, next) - (alpha * logDensity);
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * soft);
    }

    /// <summary>a and log pi(a|s).</summary>
    private Tensor[] Sample(Tensor observations, Tensor noise)
    {
        var (action, logDensity) = policy.Sample(observations, noise);
        return [action, logDensity];
    }
}
