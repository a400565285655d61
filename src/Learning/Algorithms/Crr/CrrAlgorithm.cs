using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Algorithms.Crr;

/// <summary>
/// CRR: a critic regressed on r + gamma Q'(s', a'), a' of the target policy, and a policy that maximises f(A) log pi(a|s) of the data's actions,
/// A = Q(s, a) - mean_j Q(s, a_j), a_j of the policy, f an exponential or whether A is above 0.
/// </summary>
public sealed class CrrAlgorithm : Algorithm<CrrConfig>
{
    /// <inheritdoc />
    public override string Name => "crr";

    /// <inheritdoc />
    public override string Title => "Critic Regularized Regression";

    /// <inheritdoc />
    public override string Paper => "Wang et al. 2020, arXiv 2006.15134";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new("crr-exp", new CrrConfig { Tau = 1 }, "google-deepmind/acme, acme/agents/jax/crr: exp, beta 1, bound 20, 4 actions, targets copied every 100 updates"),
        new("crr-binary", new CrrConfig { Tau = 1, Filter = CrrFilter.Binary }, "the same with the paper's binary filter"),
    ];

    /// <summary>The noise of the actions whose mean value is V(s).</summary>
    internal static string ValueNoise => "value_actions";

    /// <inheritdoc />
    protected override NetworkPlan Networks(CrrConfig config, Dimensions dimensions) => new(
        new("policy", GaussianHead.Shape(dimensions, config.PolicyHidden)) { HasTarget = true },
        new("q1", ActionShapes.Critic(dimensions, config.CriticHidden)) { HasTarget = true });

    /// <inheritdoc />
    protected override BatchPlan Batches(CrrConfig config) =>
        BatchPlan.Of(config, Draw.NextAction, new Draw(ValueNoise, DrawPurpose.CurrentActions, config.ValueActions));

    /// <inheritdoc />
    protected override PolicySnapshot Policy(CrrConfig config, TrainingState state) => config.Form.Snapshot(state.Tensors, clampActions: true);

    /// <inheritdoc />
    protected override ILearner Torch(CrrConfig config, LearnerContext context) => new TorchCrr(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(CrrConfig config, LearnerContext context) => new FusedCrr(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(CrrConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
