using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>
/// CQL (Kumar et al., arXiv 2006.04779) on TorchSharp, on any device, up to what Cal-QL changes: the values that the conservative loss pushes down.
/// </summary>
public abstract class TorchConservative : TorchLearner
{
    private readonly ConservativeConfig config;
    private readonly int actionDimension;
    private readonly TorchTanhGaussianPolicy policy;
    private readonly TorchTemperature temperature;
    private readonly TorchCritics critics;

    /// <summary>Makes the networks; a derived class ends its constructor with <see cref="TorchLearner.Restore"/> of the initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What the learner is made with.</param>
    private protected TorchConservative(ConservativeConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "alpha", "entropy", "conservative_gap"])
    {
        this.config = config;
        actionDimension = context.Dimensions.Action;
        policy = new TorchTanhGaussianPolicy(config, config.LogStdMin, config.LogStdMax, context.Dimensions, Device);
        temperature = new TorchTemperature(config.TemperatureLearningRate, config.AimedEntropy(actionDimension), Device);
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair, config.Critics, config.CriticLayerNorm);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, temperature.Parameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);
        var alpha = temperature.Alpha;

        // Critics: regression on y = r + gamma (1 - terminated) min_{some i} Qtarget_i(s', a'), a' ~ pi(.|s') or the best of several, and the conservative
        // loss: mean log sum exp_j (Q_i(s, a_j) - log q_j) - Q_i(s, a), a_j of density q_j.
        var (candidates, logDensities) = Candidates(batch);
        var y = Target(batch);
        var (criticLoss, qMean, gap) = critics.Step(s, a, y, (i, q) => SoftMaximum(i, batch, candidates, logDensities).mean() - q.mean(), config.ConservativeWeight);

        // Policy: minimise alpha log pi(a~|s) - min_i Q_i(s, a~) with the critics just trained.
        var (action, logDensity) = policy.Sample(s, batch.Noise(Draw.CurrentAction));
        var policyLoss = ((alpha * logDensity) - critics.MinOfAction(s, action, isPaired: false)).mean();
        policy.Parameters.Minimise(policyLoss);

        // Temperature: entropy below its target makes alpha grow.
        temperature.Step(logDensity);

        return [criticLoss, policyLoss.detach(), qMean, alpha.mean(), -logDensity.detach().mean(), gap];
    }

    /// <summary>The values of the policy's actions as the conservative loss sees them.</summary>
    /// <param name="values">Q(s, a_j), [batch, actions].</param>
    /// <param name="batch">The batch.</param>
    private protected abstract Tensor OfPolicy(Tensor values, TorchBatch batch);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        temperature.Dispose();
        critics.Dispose();
    }

    /// <summary>The actions a_j, [batch, 3 n, action], and log q_j, [batch, 3 n]: uniform, of the policy at s, of the policy at s'.</summary>
    private (Tensor Actions, Tensor LogDensities) Candidates(TorchBatch batch)
    {
        using var still = no_grad();
        var uniform = ActionSamples.Of(batch.Noise(ConservativeDraws.UniformName));
        var (current, logOfCurrent) = policy.Sample(batch.Observations.unsqueeze(1), ActionSamples.Of(batch.Noise(ConservativeDraws.CurrentName)));
        var (next, logOfNext) = policy.Sample(batch.NextObservations.unsqueeze(1), ActionSamples.Of(batch.Noise(ConservativeDraws.NextName)));
        var logOfUniform = zeros_like(logOfCurrent).Minus(actionDimension * Math.Log(2)); // a density of 1/2 per dimension
        return (cat([uniform, current, next], 1), cat([logOfUniform, logOfCurrent, logOfNext], 1));
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        Tensor value;
        if (config.MaxBackup)
        {
            var (next, _) = policy.Sample(batch.NextObservations.unsqueeze(1), ActionSamples.Of(batch.Noise(ConservativeDraws.NextName)));
            value = ActionSamples.Grouped(critics.MinTarget(ActionSamples.Repeated(batch.NextObservations, next), ActionSamples.Flat(next), batch.TargetCritics), next).amax([1]);
        }
        else
        {
            var (next, _) = policy.Sample(batch.NextObservations, batch.Noise(Draw.NextAction));
            value = critics.MinTarget(batch.NextObservations, next, batch.TargetCritics);
        }

        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * value);
    }

    /// <summary>log sum exp_j (Q_i(s, a_j) - log q_j), [batch].</summary>
    private Tensor SoftMaximum(int critic, TorchBatch batch, Tensor candidates, Tensor logDensities)
    {
        var values = ActionSamples.Grouped(
            critics.Value(critic, ActionSamples.Repeated(batch.Observations, candidates), ActionSamples.Flat(candidates)), candidates);
        var ofUniform = values.narrow(1, 0, config.ConservativeActions);
        var ofPolicy = OfPolicy(values.narrow(1, config.ConservativeActions, 2 * config.ConservativeActions), batch);
        return (cat([ofUniform, ofPolicy], 1) - logDensities).logsumexp(1);
    }
}
