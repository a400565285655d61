using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// AWAC: critics regressed on bootstrapped targets, and a policy that maximises the likelihood of replayed actions, weighted by their
/// exponentiated advantages: argmax E[exp(A(s, a) / lambda) log pi(a|s)]. Of choices the policy is a softmax over logits, and its values are exact
/// expectations.
/// </summary>
public sealed class AwacAlgorithm : Algorithm<AwacConfig>
{
    /// <summary>Name of the noise of the behaviour model's actions at s.</summary>
    internal const string BehaviourNoise = "behaviour_actions";

    /// <summary>What is added to the deviation of advantages that are whitened.</summary>
    internal const double LeastDeviation = 1e-5;

    private const int LargestSample = 4096;

    /// <inheritdoc />
    public override string Name => "awac";

    /// <inheritdoc />
    public override string Title => "Advantage Weighted Actor Critic";

    /// <inheritdoc />
    public override string Paper => "Nair et al. 2020, arXiv 2006.09359";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets => AwacPresets.All;

    /// <inheritdoc />
    public override ActionSpaces ActionSpaces => ActionSpaces.Box | ActionSpaces.Discrete;

    /// <inheritdoc />
    protected override NetworkPlan Networks(AwacConfig config, Dimensions dimensions)
    {
        var critic = ActionShapes.Critic(dimensions, config.CriticHidden);
        var bound = CriticMax(config, dimensions);
        var policy = new NetworkSpec("policy", ActionShapes.LikelihoodPolicy(dimensions, config.PolicyHidden), config.Initialisation) { LastLayerBound = 1e-3 };
        return new(
        [
            policy,
            new("q1", critic, config.Initialisation) { HasTarget = true, UpperBound = bound },
            new("q2", critic, config.Initialisation) { HasTarget = true, UpperBound = bound },
            .. config.HasBehaviour ? (NetworkSpec[])[policy with { Name = "behaviour" }] : [],
        ]);
    }

    /// <inheritdoc />
    public override bool IsFusedWith(AlgorithmConfig config) => config is AwacConfig { HasBehaviour: false };

    /// <inheritdoc />
    protected override BatchPlan Batches(AwacConfig config) => BatchPlan.Of(
        config,
        [
            Draw.NextAction,
            Draw.CurrentAction,
            .. config.HasBehaviour ? (Draw[])[new Draw(BehaviourNoise, DrawPurpose.PriorActions, 1 + config.PartitionActions)] : [],
        ]);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(AwacConfig config, TrainingState state) =>
        PolicyTensors.Likelihood(state, config.Form, config.ClampSampledActions);

    /// <inheritdoc />
    protected override ILearner Torch(AwacConfig config, LearnerContext context) => new TorchAwac(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(AwacConfig config, LearnerContext context) => config.HasBehaviour ? base.Fused(config, context)
        : context.Dimensions.HasChoices ? new FusedDiscreteAwac(config, context)
        : new FusedAwac(config, context);

    /// <inheritdoc />
    protected override TrainingState Prepare(AwacConfig config, TrainingState initial, Preparation preparation) =>
        CriticMax(config, preparation.Dimensions) is { } bound && preparation.HasData
            ? BoundedCritics.Revive(initial, config.CriticHidden, bound, preparation.Sample(LargestSample), preparation.Note)
            : initial;

    /// <summary>What critics are bounded by from above; null where by nothing. Those of choices never are: reviving one would have to be done choice by choice.</summary>
    internal static float? CriticMax(AwacConfig config, Dimensions dimensions) => dimensions.HasChoices ? null : config.CriticMax;

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(AwacConfig config) =>
    [
        .. GaussianForm.Refusals(config.LogStdMin, config.LogStdMax),
        .. config is { PartitionActions: > 0, Weighting: Weighting.Whiten or Weighting.Step }
            ? (string[])[$"algorithm.partition-actions ({config.PartitionActions}) belongs to algorithm.weighting = softmax or exp: set it to 0, or choose one of these"]
            : [],
    ];
}
