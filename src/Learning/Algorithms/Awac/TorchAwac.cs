using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// AWAC (Nair et al., arXiv 2006.09359) on TorchSharp, on any device: policy evaluation by regression on bootstrapped targets, policy
/// improvement by maximum likelihood of the replayed actions, weighted by their exponentiated advantages. The ablations that need a model of the
/// data's behaviour fit one beside it. Where actions are choices, values of the policy are expectations over all of them in place of samples.
/// </summary>
public sealed class TorchAwac : TorchLearner
{
    private readonly AwacConfig config;
    private readonly bool hasChoices;
    private readonly ITorchLikelihoodPolicy policy;
    private readonly TorchGaussianPolicy? behaviour;
    private readonly TorchCritics critics;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchAwac(AwacConfig config, LearnerContext context)
        : base(
            config, context,
            ["critic_loss", "policy_loss", "q_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"])
    {
        this.config = config;
        hasChoices = context.Dimensions.HasChoices;
        policy = ITorchLikelihoodPolicy.Of(config, config.Form, context.Dimensions, Device, config.PolicyWeightDecay);
        if (hasChoices && config.HasBehaviour)
        {
            throw new ArgumentException("a model of the data's behaviour is one of actions in a box, but actions are choices", nameof(config));
        }

        behaviour = config.HasBehaviour
            ? new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device, config.PolicyWeightDecay, name: "behaviour")
            : null;
        critics = new TorchCritics(config, AwacAlgorithm.CriticMax(config, context.Dimensions), context.Dimensions, Device, Pair);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters =>
        [policy.Parameters, .. critics.Parameters, .. behaviour is null ? (TorchParameters[])[] : [behaviour.Parameters]];

    private protected override Tensor[] Step(TorchBatch batch)
    {
        var (s, a) = (batch.Observations, batch.Actions);

        // Policy evaluation: y = r + gamma (1 - terminated) min_i Qtarget_i(s', a'), a' ~ pi(.|s'); of choices its expectation.
        var (next, policyAtS) = Pair.Run(half => half == 0 ? [NextAction(batch)] : policy.At(s));
        var y = Target(batch, next[0]);
        var value = ActionOfValue(policyAtS, batch.Noise(Draw.CurrentAction));
        var ofBehaviour = ActionsOfBehaviour(batch);
        var improved = config.ImprovedActions == ImprovedActions.Behaviour ? ofBehaviour!.select(1, 0) : a;
        (Tensor, Tensor?)? before = config.AdvantageCritics == AdvantageCritics.BeforeStep ? Advantages() : null;
        var (criticLoss, qMean) = critics.Step(s, a, y);
        var (advantage, logPartition) = before ?? Advantages();

        // Policy improvement: argmax E [ w log pi(a|s) ], w = exp(A(s, a) / lambda), of the data's actions or of the model's.
        var w = Weights(advantage, logPartition);
        var policyLoss = -(w * policy.LogLikelihood(improved, policyAtS)).mean();
        policy.Parameters.Minimise(policyLoss);
        FitBehaviour(s, a);

        var effective = w.mean().Squared() / w.Squared().mean().Plus(1e-30); // all weights may be 0
        var clipped = config.Weighting is Weighting.Exp or Weighting.Whiten ? w.Reaches(config.WeightMax).mean() : zeros_like(effective);
        return [criticLoss, policyLoss.detach(), qMean, advantage.mean(), effective, w.max(), clipped];

        (Tensor Advantage, Tensor? LogPartition) Advantages() => (Advantage(s, improved, value), LogPartition(s, ofBehaviour, value));
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        behaviour?.Dispose();
        critics.Dispose();
    }

    /// <summary>a', [batch, action]; of choices the probabilities of all, [batch, choices].</summary>
    private Tensor NextAction(TorchBatch batch)
    {
        using var still = no_grad();
        var next = policy.At(batch.NextObservations);
        return hasChoices ? TorchCategoricalPolicy.Probabilities(next) : Sample(next[0], next[1], batch.Noise(Draw.NextAction));
    }

    private Tensor Target(TorchBatch batch, Tensor nextAction)
    {
        using var still = no_grad();
        var value = hasChoices ? critics.ExpectedMinTarget(batch.NextObservations, nextAction) : critics.MinTarget(batch.NextObservations, nextAction);
        return batch.Rewards.Plus(batch.Discounts(config.Gamma) * value);
    }

    private Tensor Sample(Tensor mean, Tensor logStd, Tensor noise)
    {
        var action = mean.Plus(logStd.exp() * noise);
        return config.ClampSampledActions ? action.Clamped(-1, 1) : action;
    }

    /// <summary>a~, [batch, action]; of choices the probabilities of all, [batch, choices].</summary>
    private Tensor ActionOfValue(Tensor[] policyAtS, Tensor noise)
    {
        using var still = no_grad();
        return hasChoices ? TorchCategoricalPolicy.Probabilities(policyAtS)
            : config.ValueEstimate == ValueEstimate.Mean ? policyAtS[0].detach()
            : Sample(policyAtS[0], policyAtS[1], noise);
    }

    /// <summary>A(s, a) = min_i Q_i(s, a) - V(s), V(s) = min_i Q_i(s, a~), of choices its expectation.</summary>
    private Tensor Advantage(Tensor observations, Tensor actions, Tensor actionOfValue)
    {
        using var still = no_grad();
        var value = hasChoices ? critics.ExpectedMin(observations, actionOfValue) : critics.Min(observations, actionOfValue);
        return critics.Min(observations, actions) - value;
    }

    /// <summary>Samples of the behaviour model, [batch, 1 + partition actions, action]: the one that is improved on, and those of Z.</summary>
    private Tensor? ActionsOfBehaviour(TorchBatch batch)
    {
        if (behaviour is null)
        {
            return null;
        }

        using var still = no_grad();
        var at = behaviour.At(batch.Observations);
        return Sample(at[0].unsqueeze(1), at[1], ActionSamples.Of(batch.Noise(AwacAlgorithm.BehaviourNoise)));
    }

    /// <summary>log Z(s) = log mean_k exp(A(s, a_k) / lambda), a_k of the behaviour model, [batch].</summary>
    private Tensor? LogPartition(Tensor observations, Tensor? ofBehaviour, Tensor actionOfValue)
    {
        if (config.PartitionActions == 0)
        {
            return null;
        }

        using var still = no_grad();
        var actions = ofBehaviour!.narrow(1, 1, config.PartitionActions);
        var values = ActionSamples.Grouped(critics.Min(ActionSamples.Repeated(observations, actions), ActionSamples.Flat(actions)), actions);
        var exponents = (values - critics.Min(observations, actionOfValue).unsqueeze(1)).Over(config.Lambda);
        return exponents.logsumexp(1).Minus(Math.Log(config.PartitionActions));
    }

    private Tensor Weights(Tensor advantage, Tensor? logPartition)
    {
        using var still = no_grad();
        if (config.Weighting == Weighting.Step)
        {
            return advantage.IsAbove(0);
        }

        var bounded = config.AdvantageMax is { } bound ? advantage.AtMost(bound) : advantage;
        if (config.Weighting == Weighting.Whiten)
        {
            var distance = bounded - bounded.mean();
            bounded = distance / distance.Squared().mean().sqrt().Plus(AwacAlgorithm.LeastDeviation);
        }

        var exponent = bounded.Over(config.Lambda);
        exponent = logPartition is null ? exponent : exponent - logPartition;
        return config.Weighting == Weighting.Softmax
            ? exponent.softmax(0).Times(exponent.NumberOfElements)
            : exponent.exp().AtMost(config.WeightMax);
    }

    /// <summary>The behaviour model: maximum likelihood of the data's actions.</summary>
    private void FitBehaviour(Tensor observations, Tensor actions)
    {
        if (behaviour is not null)
        {
            var at = behaviour.At(observations);
            behaviour.Parameters.Minimise(-TorchGaussianPolicy.LogDensity(actions, at[0], at[1]).mean());
        }
    }
}
