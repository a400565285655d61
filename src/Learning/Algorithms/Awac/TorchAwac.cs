using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// AWAC (Nair et al., arXiv 2006.09359) on TorchSharp, on any device: policy evaluation by regression on bootstrapped targets, policy
/// improvement by maximum likelihood of the replayed actions, weighted by their exponentiated advantages.
/// </summary>
public sealed class TorchAwac : TorchLearner
{
    private static readonly float HalfLogTwoPi = 0.5f * MathF.Log(2 * MathF.PI);

    private readonly AwacConfig config;
    private readonly Sequential policy;
    private readonly Parameter freeStd;
    private readonly TorchParameters policyParameters;
    private readonly TorchCritics critics;

    /// <summary>
    /// Builds the networks on <paramref name="device"/> in the state <paramref name="initial"/>; on the CPU with one or two
    /// <paramref name="threads"/>, which the results do not depend on, and with numbers below 2^-126 counted as 0 where
    /// <paramref name="flushDenormals"/> (<see cref="Numerics.Threads.DenormalFlush"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape.</exception>
    public TorchAwac(
        AwacConfig config, int observationDimension, int actionDimension, TrainingState initial, Device device, int threads = 2,
        bool flushDenormals = true)
        : base(
            config, device, threads, flushDenormals,
            ["critic_loss", "policy_loss", "q_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"])
    {
        this.config = config;
        policy = TorchNetworks.Perceptron(observationDimension, config.PolicyHidden, actionDimension, device);
        freeStd = nn.Parameter(zeros([actionDimension], device: device));
        policyParameters = TorchParameters.Trained(
            [.. policy.Named("policy"), ("policy.log_std", freeStd)], config.PolicyLearningRate, config.PolicyWeightDecay);
        critics = new TorchCritics(config, config.CriticMax, observationDimension, actionDimension, device, Pair);
        Restore(initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policyParameters, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);

        // Policy evaluation: y = r + gamma (1 - terminated) min_i Qtarget_i(s', a'), a' ~ pi(.|s').
        var (next, policyAtS) = Pair.Run(half => half == 0 ? [NextAction(batch)] : Policy(s));
        var y = Target(batch, next[0]);
        var (mean, logStd) = (policyAtS[0], policyAtS[1]);
        var value = ActionOfValue(mean, logStd, batch.Noise(Draw.CurrentAction));
        var advantage = config.AdvantageCritics == AdvantageCritics.BeforeStep ? Advantage(s, a, value) : null;
        var (criticLoss, qMean) = critics.Step(s, a, y);
        advantage ??= Advantage(s, a, value);

        // Policy improvement: argmax E [ w log pi(a|s) ], w = exp(A(s, a) / lambda).
        var w = Weights(advantage);
        var policyLoss = -(w * LogDensity(a, mean, logStd)).mean();
        policyParameters.Minimise(policyLoss);

        var effective = w.mean().Squared() / w.Squared().mean();
        var clipped = config.Weighting == Weighting.Exp ? w.Reaches(config.WeightMax).mean() : zeros_like(effective);
        return [criticLoss, policyLoss.detach(), qMean, advantage.mean(), effective, w.max(), clipped];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policyParameters.Dispose();
        policy.Dispose();
        freeStd.Dispose();
        critics.Dispose();
    }

    private Tensor NextAction(TorchBatch batch)
    {
        using var still = no_grad();
        var policy = Policy(batch.NextObservations);
        return Sample(policy[0], policy[1], batch.Noise(Draw.NextAction));
    }

    private Tensor Target(TorchBatch batch, Tensor nextAction)
    {
        using var still = no_grad();
        return batch.Rewards.Plus(batch.Continues.Times(config.Gamma) * critics.MinTarget(batch.NextObservations, nextAction));
    }

    /// <summary>Mean and log standard deviation.</summary>
    private Tensor[] Policy(Tensor observations)
    {
        var mean = policy.call(observations);
        return
        [
            config.MeanActivation == MeanActivation.Tanh ? mean.tanh() : mean,
            config.StandardDeviation == StandardDeviation.Sigmoid
                ? freeStd.sigmoid().Times(config.LogStdMax - config.LogStdMin).Plus(config.LogStdMin)
                : freeStd.Clamped(config.LogStdMin, config.LogStdMax),
        ];
    }

    private Tensor Sample(Tensor mean, Tensor logStd, Tensor noise)
    {
        var action = mean.Plus(logStd.exp() * noise);
        return config.ClampSampledActions ? action.Clamped(-1, 1) : action;
    }

    private Tensor ActionOfValue(Tensor mean, Tensor logStd, Tensor noise)
    {
        using var still = no_grad();
        return config.ValueEstimate == ValueEstimate.Mean ? mean.detach() : Sample(mean, logStd, noise);
    }

    /// <summary>A(s, a) = min_i Q_i(s, a) - V(s), V(s) = min_i Q_i(s, a~).</summary>
    private Tensor Advantage(Tensor observations, Tensor actions, Tensor actionOfValue)
    {
        using var still = no_grad();
        return critics.Min(observations, actions) - critics.Min(observations, actionOfValue);
    }

    private Tensor Weights(Tensor advantage)
    {
        using var still = no_grad();
        var bounded = config.AdvantageMax is { } bound ? advantage.AtMost(bound) : advantage;
        var exponent = bounded.Over(config.Lambda);
        return config.Weighting == Weighting.Softmax
            ? exponent.softmax(0).Times(exponent.NumberOfElements)
            : exponent.exp().AtMost(config.WeightMax);
    }

    /// <summary>log pi(a|s) of a diagonal normal, summed over the action's dimensions.</summary>
    private static Tensor LogDensity(Tensor actions, Tensor mean, Tensor logStd) =>
        (((actions - mean) / logStd.exp()).Squared().Over(-2) - logStd).Minus(HalfLogTwoPi).sum(-1);
}
