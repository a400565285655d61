using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Bear;

/// <summary>BEAR (Kumar, Fu, Tucker and Levine, arXiv 1906.00949) on TorchSharp, on any device.</summary>
public sealed class TorchBear : TorchLearner
{
    private readonly BearConfig config;
    private readonly TorchVae behaviour;
    private readonly TorchTanhGaussianPolicy policy;
    private readonly TorchTanhGaussianPolicy policyTarget;
    private readonly TorchCritics critics;
    private readonly Parameter logMultiplier;
    private readonly TorchParameters multiplier;
    private readonly Scalar tau;
    private readonly Scalar leastLog;
    private readonly Scalar largestLog;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchBear(BearConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "mmd", "multiplier", "behaviour_loss"])
    {
        this.config = config;
        tau = config.Tau;
        leastLog = config.LogMultiplierMin;
        largestLog = config.LogMultiplierMax;
        behaviour = new TorchVae(config, context.Dimensions, Device);
        policy = new TorchTanhGaussianPolicy(config, config.LogStdMin, config.LogStdMax, context.Dimensions, Device);
        policyTarget = new TorchTanhGaussianPolicy(config, config.LogStdMin, config.LogStdMax, context.Dimensions, Device, name: "policy_target", isTrained: false);
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair);
        logMultiplier = nn.Parameter(zeros([1], device: Device));
        multiplier = TorchParameters.Trained([("log_multiplier", logMultiplier)], config.MultiplierLearningRate);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters =>
        [behaviour.Parameters, policy.Parameters, policyTarget.Parameters, multiplier, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);

        // The behaviour model b: rebuild the data's actions.
        var behaviourLoss = behaviour.Loss(s, a, batch.Noise(BearAlgorithm.EncoderNoise));
        behaviour.Parameters.Minimise(behaviourLoss);

        // Critics: y = r + gamma (1 - terminated) max_j (share min_i + (1 - share) max_i) Qtarget_i(s', a'_j), a'_j of the target policy.
        var (criticLoss, qMean) = critics.Step(s, a, Target(batch));

        // MMD(pi, b) between actions before their tanh: beyond it there is no gradient at the bounds.
        var ofModel = behaviour.Raw(s, batch.Noise(BearAlgorithm.DecoderNoise));
        var noise = ActionSamples.Of(batch.Noise(BearAlgorithm.CurrentNoise)).Clamped(-BearConfig.LargestNoise, BearConfig.LargestNoise);
        var ofPolicy = policy.Raw(s.unsqueeze(1), noise);
        var mmd = Mmd(ofModel, ofPolicy);

        // Policy: minimise multiplier MMD(pi, b) - min_i mean_j Q_i(s, a_j) with the critics just trained; at first without the critics.
        var weight = logMultiplier.detach().exp();
        var policyLoss = (weight * mmd).mean();
        policyLoss = config.IsWarmUp(Updates + 1) ? policyLoss : policyLoss - Value(s, ofPolicy.tanh()).mean();
        policy.Parameters.Minimise(policyLoss);
        policyTarget.Parameters.MoveTowards(policy.Parameters, tau);

        // Multiplier: an MMD above its threshold makes it grow, within bounds.
        multiplier.Minimise(-(logMultiplier.exp() * mmd.detach().Minus(config.MmdThreshold)).mean());
        Bound();

        return [criticLoss, policyLoss.detach(), qMean, mmd.detach().mean(), weight.mean(), behaviourLoss.detach()];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        behaviour.Dispose();
        policy.Dispose();
        policyTarget.Dispose();
        critics.Dispose();
        multiplier.Dispose();
        logMultiplier.Dispose();
        tau.Dispose();
        leastLog.Dispose();
        largestLog.Dispose();
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        var s = batch.NextObservations;
        var actions = policyTarget.Raw(s.unsqueeze(1), ActionSamples.Of(batch.Noise(BearAlgorithm.NextNoise))).tanh();
        var values = critics.EachTarget(ActionSamples.Repeated(s, actions), ActionSamples.Flat(actions));
        var mixed = minimum(values[0], values[1]).Times(config.LeastShare).Plus(maximum(values[0], values[1]).Times(1 - config.LeastShare));
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * ActionSamples.Grouped(mixed, actions).amax([1]));
    }

    /// <summary>min_i mean_j Q_i(s, a_j) as a function of the actions alone, [batch].</summary>
    private Tensor Value(Tensor observations, Tensor actions)
    {
        var values = critics.EachOfAction(ActionSamples.Repeated(observations, actions), ActionSamples.Flat(actions));
        Tensor[] means = [.. values.Select(value => ActionSamples.Grouped(value, actions).mean([1]))];
        return minimum(means[0], means[1]);
    }

    /// <summary>Maximum mean discrepancy of two sets of actions per state, [batch].</summary>
    private Tensor Mmd(Tensor x, Tensor y) =>
        (Kernel(x, x).Plus(Kernel(y, y)) - Kernel(x, y).Times(2)).Plus(Discrepancy.Epsilon).sqrt();

    /// <summary>mean_ij exp(-|x_i - y_j| / (2 sigma)) - 1, [batch]. Of the three in an MMD the ones cancel, and most of the digits with them if they were there.</summary>
    private Tensor Kernel(Tensor x, Tensor y) =>
        (x.unsqueeze(2) - y.unsqueeze(1)).abs().sum(-1).Over(-2 * config.MmdSigma).expm1().mean([1, 2]);

    private void Bound()
    {
        using var still = no_grad();
        logMultiplier.clamp_(leastLog, largestLog);
    }
}
