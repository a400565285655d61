using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Rebrac;

/// <summary>
/// ReBRAC: a deterministic policy that maximises min_i Q_i(s, pi(s)) / mean |min_i Q_i(s, pi(s))| - beta 1 |pi(s) - a|^2, and critics regressed on
/// r + gamma (min_i Q'_i(s', a~) - beta 2 |a~ - a'|^2), a' the action that the data take at s'.
/// </summary>
public sealed class RebracAlgorithm : Algorithm<RebracConfig>
{
    /// <inheritdoc />
    public override string Name => "rebrac";

    /// <inheritdoc />
    public override string Title => "Revisited behaviour-regularised actor-critic";

    /// <inheritdoc />
    public override string Paper => "Tarasov et al. 2023, arXiv 2305.09836";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets => RebracPresets.All;

    /// <inheritdoc />
    protected override NetworkPlan Networks(RebracConfig config, Dimensions dimensions)
    {
        var critic = ActionShapes.Critic(dimensions, config.CriticHidden, config.CriticLayerNorm);
        return new(
            new("policy", DeterministicHead.Shape(dimensions, config.PolicyHidden)) { HasTarget = true },
            new("q1", critic) { HasTarget = true },
            new("q2", critic) { HasTarget = true });
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(RebracConfig config) =>
        BatchPlan.Of(config, Draw.NextAction) with { Columns = BatchColumns.NextAction };

    /// <inheritdoc />
    protected override PolicySnapshot Policy(RebracConfig config, TrainingState state) =>
        DeterministicHead.Snapshot(state.Tensors, config.PolicyHidden.Count, config.ExplorationNoise);

    /// <inheritdoc />
    protected override ILearner Torch(RebracConfig config, LearnerContext context) => new TorchRebrac(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(RebracConfig config, LearnerContext context) => new FusedRebrac(config, context);
}
