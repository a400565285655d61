using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Abm;

/// <summary>ABM with MPO's improvement (Siegel et al., arXiv 2002.08396) on TorchSharp, on any device.</summary>
public sealed class TorchAbm : TorchLearner
{
    private readonly AbmConfig config;
    private readonly TorchTanhGaussianPolicy policy;
    private readonly TorchTanhGaussianPolicy policyTarget;
    private readonly TorchTanhGaussianPolicy prior;
    private readonly TorchCritics critics;
    private readonly Parameter logEta;
    private readonly TorchParameters eta;
    private readonly Scalar tau;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchAbm(AbmConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "prior_loss", "advantage_share", "eta", "prior_divergence"])
    {
        this.config = config;
        tau = config.Tau;
        policy = new TorchTanhGaussianPolicy(config, config.LogStdMin, config.LogStdMax, context.Dimensions, Device);
        policyTarget = new TorchTanhGaussianPolicy(config, config.LogStdMin, config.LogStdMax, context.Dimensions, Device, name: "policy_target", isTrained: false);
        prior = new TorchTanhGaussianPolicy(
            config with { PolicyLearningRate = config.PriorLearningRate }, config.LogStdMin, config.LogStdMax, context.Dimensions, Device, name: "prior");
        critics = new TorchCritics(config, upperBound: null, context.Dimensions, Device, Pair);
        logEta = nn.Parameter(zeros([1], device: Device));
        eta = TorchParameters.Trained([("log_eta", logEta)], config.EtaLearningRate);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters =>
        [policy.Parameters, policyTarget.Parameters, prior.Parameters, eta, .. critics.Parameters];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);

        // The prior p: argmax E [ 1[A > 0] log p(a|s) ], A = sum_k gamma^k r_k + gamma^n V(s_n) - V(s).
        var isBetter = IsBetter(batch);
        var priorLoss = -(isBetter * prior.LogDensity(s, a)).mean();
        prior.Parameters.Minimise(priorLoss);

        // Critics: y = r + gamma (1 - terminated) V(s').
        var (criticLoss, qMean) = critics.Step(s, a, Target(batch));

        // Policy: argmax E [ sum_j w_j log pi(a_j|s) ], a_j ~ p(.|s), w = softmax over j of Q(s, a_j) / eta.
        var actions = OfPrior(s, batch.Noise(AbmAlgorithm.PriorNoise));
        var q = Values(s, actions);
        var etaBefore = logEta.detach().exp();
        var w = (q / etaBefore).softmax(1);
        var policyLoss = -(w * policy.LogDensity(s.unsqueeze(1), actions)).sum(1).mean();
        policy.Parameters.Minimise(policyLoss);
        policyTarget.Parameters.MoveTowards(policy.Parameters, tau);

        // eta: minimise the dual eta (epsilon + mean log mean_j exp(Q(s, a_j) / eta)), at whose least the weights diverge from p by epsilon.
        var logSamples = Math.Log(config.ActionSamples);
        var partition = (q / logEta.exp()).logsumexp(1).Minus(logSamples).mean();
        eta.Minimise(logEta.exp() * partition.Plus(config.PriorDivergence));

        var divergence = (w * ((q / etaBefore).log_softmax(1).Plus(logSamples))).sum(1).mean();
        return [criticLoss, policyLoss.detach(), qMean, priorLoss.detach(), isBetter.mean(), etaBefore.mean(), divergence];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        policyTarget.Dispose();
        prior.Dispose();
        critics.Dispose();
        eta.Dispose();
        logEta.Dispose();
        tau.Dispose();
    }

    /// <summary>1 where the data's n steps were better than the policy, else 0, [batch].</summary>
    private Tensor IsBetter(TorchBatch batch)
    {
        using var still = no_grad();
        var achieved = batch.Returns.Plus(batch.ReturnDiscounts * Value(batch.LastObservations, batch.Noise(AbmAlgorithm.LastNoise)));
        return (achieved - Value(batch.Observations, batch.Noise(AbmAlgorithm.ValueNoise))).IsAbove(0);
    }

    private Tensor Target(TorchBatch batch)
    {
        using var still = no_grad();
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * Value(batch.NextObservations, batch.Noise(AbmAlgorithm.NextNoise)));
    }

    /// <summary>V(s) = mean_j min_i Qtarget_i(s, a_j), a_j of the target policy, [batch].</summary>
    private Tensor Value(Tensor observations, Tensor noise)
    {
        var actions = policyTarget.Raw(observations.unsqueeze(1), ActionSamples.Of(noise)).tanh();
        return Values(observations, actions).mean([1]);
    }

    /// <summary>min_i Qtarget_i(s, a_j), [batch, samples], without a gradient.</summary>
    private Tensor Values(Tensor observations, Tensor actions)
    {
        using var still = no_grad();
        return ActionSamples.Grouped(critics.MinTarget(ActionSamples.Repeated(observations, actions), ActionSamples.Flat(actions)), actions);
    }

    private Tensor OfPrior(Tensor observations, Tensor noise)
    {
        using var still = no_grad();
        return prior.Raw(observations.unsqueeze(1), ActionSamples.Of(noise)).tanh();
    }
}
