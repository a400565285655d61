using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Iql;

/// <summary>
/// IQL (Kostrikov et al., arXiv 2110.06169) on TorchSharp, on any device: a value function by expectile regression, critics regressed on it, and
/// a policy by maximum likelihood of the replayed actions, weighted by their exponentiated advantages.
/// </summary>
public sealed class TorchIql : TorchLearner
{
    private static readonly float HalfLogTwoPi = 0.5f * MathF.Log(2 * MathF.PI);

    private readonly IqlConfig config;
    private readonly Sequential policy;
    private readonly Parameter freeStd;
    private readonly Sequential value;
    private readonly TorchParameters policyParameters;
    private readonly TorchParameters valueParameters;
    private readonly TorchCritics critics;

    /// <summary>
    /// Builds the networks on <paramref name="device"/> in the state <paramref name="initial"/>; on the CPU with one or two
    /// <paramref name="threads"/>, which the results do not depend on, and with numbers below 2^-126 counted as 0 where
    /// <paramref name="flushDenormals"/> (<see cref="Numerics.Threads.DenormalFlush"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape.</exception>
    public TorchIql(
        IqlConfig config, int observationDimension, int actionDimension, TrainingState initial, Device device, int threads = 2,
        bool flushDenormals = true)
        : base(
            config, device, threads, flushDenormals,
            ["critic_loss", "policy_loss", "q_mean", "value_loss", "v_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"])
    {
        this.config = config;
        policy = TorchNetworks.Perceptron(observationDimension, config.PolicyHidden, actionDimension, device);
        freeStd = nn.Parameter(zeros([actionDimension], device: device));
        value = TorchNetworks.Perceptron(observationDimension, config.CriticHidden, 1, device);
        policyParameters = TorchParameters.Trained([.. policy.Named("policy"), ("policy.log_std", freeStd)], config.PolicyLearningRate);
        valueParameters = TorchParameters.Trained(value.Named("v"), config.ValueLearningRate);
        critics = new TorchCritics(config, upperBound: null, observationDimension, actionDimension, device, Pair);
        Restore(initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policyParameters, valueParameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);
        var leastQ = LeastTargetQ(s, a);

        // The value function: an expectile of min_i Qtarget_i(s, a) over the data's actions.
        var v = V(s);
        var valueLoss = ExpectileLoss(leastQ - v);
        valueParameters.Minimise(valueLoss);

        // Critics: y = r + gamma (1 - terminated) V(s').
        var advantage = leastQ - ValueOf(s);
        var (criticLoss, qMean) = critics.Step(s, a, Target(batch));

        // The policy: argmax E [ w log pi(a|s) ], w = min(exp(beta A), weight-max).
        var w = Weights(advantage);
        var policyLoss = -(w * LogDensity(s, a)).mean();
        policyParameters.Minimise(policyLoss);

        var effective = w.mean().Squared() / w.Squared().mean();
        return
        [
            criticLoss, policyLoss.detach(), qMean, valueLoss.detach(), v.detach().mean(), advantage.mean(), effective, w.max(),
            w.Reaches(config.WeightMax).mean(),
        ];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policyParameters.Dispose();
        valueParameters.Dispose();
        policy.Dispose();
        freeStd.Dispose();
        value.Dispose();
        critics.Dispose();
    }

    private Tensor LeastTargetQ(Tensor observations, Tensor actions)
    {
        using var still = no_grad();
        return critics.MinTarget(observations, actions);
    }

    private Tensor V(Tensor observations) => value.call(observations).squeeze(-1);

    /// <summary>The same without a gradient.</summary>
    private Tensor ValueOf(Tensor observations)
    {
        using var still = no_grad();
        return V(observations);
    }

    /// <summary>mean |expectile - 1[u &lt; 0]| u^2.</summary>
    private Tensor ExpectileLoss(Tensor u)
    {
        var weight = u.detach().Reaches(0).Times((2 * config.Expectile) - 1).Plus(1 - config.Expectile);
        return (weight * u.Squared()).mean();
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        return batch.Rewards.Plus(batch.Continues.Times(config.Gamma) * V(batch.NextObservations));
    }

    private Tensor Weights(Tensor advantage)
    {
        using var still = no_grad();
        return advantage.Times(config.Beta).exp().AtMost(config.WeightMax);
    }

    /// <summary>log pi(a|s) of a diagonal normal, summed over the action's dimensions.</summary>
    private Tensor LogDensity(Tensor observations, Tensor actions)
    {
        var mean = policy.call(observations).tanh();
        var logStd = freeStd.Clamped(config.LogStdMin, config.LogStdMax);
        return (((actions - mean) / logStd.exp()).Squared().Over(-2) - logStd).Minus(HalfLogTwoPi).sum(-1);
    }
}
