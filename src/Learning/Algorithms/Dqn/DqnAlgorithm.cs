using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Dqn;

/// <summary>
/// Q-learning with a network that values every choice, regressed on r + gamma max Q'(s', .), Q' a copy of it from some updates ago. Rollouts take the best
/// choice but for a share of random ones.
/// </summary>
public sealed class DqnAlgorithm : Algorithm<DqnConfig>
{
    /// <inheritdoc />
    public override string Name => "dqn";

    /// <inheritdoc />
    public override string Title => "Deep Q-Network";

    /// <inheritdoc />
    public override string Paper => "Mnih et al. 2015, Nature 518; double: arXiv 1509.06461";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override ActionSpaces ActionSpaces => ActionSpaces.Discrete;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets => DqnPresets.All;

    /// <inheritdoc />
    protected override NetworkPlan Networks(DqnConfig config, Dimensions dimensions) =>
        new(new NetworkSpec("q", ActionShapes.Critic(dimensions, config.CriticHidden)) { HasTarget = true });

    /// <inheritdoc />
    protected override BatchPlan Batches(DqnConfig config) => BatchPlan.Of(config);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(DqnConfig config, TrainingState state) =>
        PolicyTensors.EpsilonGreedy(state, "q", config.EpsilonAfter(state.Updates));

    /// <inheritdoc />
    protected override ILearner Torch(DqnConfig config, LearnerContext context) => new TorchDqn(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(DqnConfig config, LearnerContext context) => new FusedDqn(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(DqnConfig config) => config.EpsilonEnd > config.EpsilonStart
        ? [$"algorithm.epsilon-end ({config.EpsilonEnd}) must not be above algorithm.epsilon-start ({config.EpsilonStart}): exploration fades"]
        : [];
}
