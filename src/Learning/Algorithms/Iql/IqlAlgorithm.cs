using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Iql;

/// <summary>
/// IQL: V is an expectile of min_i Q'_i(s, a) over the data's actions, Q is regressed on r + gamma V(s'), and the policy maximises the likelihood
/// of the data's actions, weighted by min(exp(beta (min_i Q'_i(s, a) - V(s))), weight-max). No action but the data's is ever evaluated, and no noise drawn.
/// An update takes V's step first, and advantages and critics' targets from the V after it, as the authors' code does. Of choices the policy is a softmax
/// over logits.
/// </summary>
public sealed class IqlAlgorithm : Algorithm<IqlConfig>
{
    /// <inheritdoc />
    public override string Name => "iql";

    /// <inheritdoc />
    public override string Title => "Implicit Q-Learning";

    /// <inheritdoc />
    public override string Paper => "Kostrikov et al. 2021, arXiv 2110.06169";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets => IqlPresets.All;

    /// <inheritdoc />
    public override ActionSpaces ActionSpaces => ActionSpaces.Box | ActionSpaces.Discrete;

    /// <inheritdoc />
    protected override NetworkPlan Networks(IqlConfig config, Dimensions dimensions)
    {
        var critic = ActionShapes.Critic(dimensions, config.CriticHidden);
        return new(
            new("policy", ActionShapes.LikelihoodPolicy(dimensions, config.PolicyHidden)),
            new("q1", critic) { HasTarget = true },
            new("q2", critic) { HasTarget = true },
            new("v", ActionShapes.Value(dimensions, config.CriticHidden)));
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(IqlConfig config) => BatchPlan.Of(config);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(IqlConfig config, TrainingState state) => PolicyTensors.Likelihood(state, config.Form, clampActions: true);

    /// <inheritdoc />
    protected override ILearner Torch(IqlConfig config, LearnerContext context) => new TorchIql(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(IqlConfig config, LearnerContext context) => new FusedIql(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(IqlConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
