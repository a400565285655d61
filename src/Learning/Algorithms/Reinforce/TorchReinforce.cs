using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Reinforce;

/// <summary>REINFORCE (Williams 1992) on TorchSharp, on any device, with a baseline or without.</summary>
public sealed class TorchReinforce : TorchLearner
{
    private readonly ReinforceConfig config;
    private readonly TorchGaussianPolicy policy;
    private readonly TorchBaseline? baseline;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchReinforce(ReinforceConfig config, LearnerContext context)
        : base(config, context, ["policy_loss", "return_mean", "advantage_scale", "log_std", .. config.Baseline ? (string[])["value_loss", "v_mean"] : []])
    {
        this.config = config;
        policy = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device);
        baseline = config.Baseline ? new TorchBaseline(config, context.Dimensions, Device) : null;
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, .. baseline?.Parameters ?? []];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        // A = R - V(s): the rewards to come, to the episode's end or to where it is cut, which V takes the rest of; without a baseline V is 0.
        var values = baseline?.At(batch.Observations) ?? new float[batch.Transitions.Fresh];
        var nextValues = baseline?.At(batch.NextObservations) ?? values;
        var advantages = GeneralisedAdvantage.Of(batch.Transitions, values, nextValues, config, lambda: 1);
        float[] returns = [.. advantages.Zip(values, (advantage, value) => advantage + value)];

        // The policy: up the mean of A grad log pi(a|s).
        var a = tensor(advantages, device: Device);
        var policyAtS = policy.At(batch.Observations);
        var policyLoss = -(a * TorchGaussianPolicy.LogDensity(batch.Actions, policyAtS[0], policyAtS[1])).mean();
        policy.Parameters.Minimise(policyLoss);
        policy.Bound();

        // The baseline: V(s) to R. The policy's step had the V of before, which knows nothing of these actions, so that its gradient has no bias.
        baseline?.Fit(batch, returns);

        var r = tensor(returns, device: Device);
        Tensor[] ofPolicy = [policyLoss.detach(), r.mean(), a.Squared().mean().sqrt(), policyAtS[1].detach().mean()];
        return baseline is null ? ofPolicy : [.. ofPolicy, a.Squared().mean(), tensor(values, device: Device).mean()];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        baseline?.Dispose();
    }
}
