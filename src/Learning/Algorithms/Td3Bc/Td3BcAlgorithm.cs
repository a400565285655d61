using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Td3Bc;

/// <summary>TD3+BC: a deterministic policy that maximises lambda Q(s, pi(s)) - (pi(s) - a)^2, lambda = alpha / mean |Q(s, pi(s))|.</summary>
public sealed class Td3BcAlgorithm : Algorithm<Td3BcConfig>
{
    /// <inheritdoc />
    public override string Name => "td3-bc";

    /// <inheritdoc />
    public override string Title => "TD3 with behaviour cloning";

    /// <inheritdoc />
    public override string Paper => "Fujimoto and Gu 2021, arXiv 2106.06860";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new("td3-bc-fujimoto", new Td3BcConfig { NormaliseObservations = true }, "sfujim/TD3_BC, main.py and TD3_BC.py (the authors' own)"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(Td3BcConfig config, Dimensions dimensions)
    {
        var critic = ActionShapes.Critic(dimensions, config.CriticHidden);
        return new(
            new("policy", DeterministicHead.Shape(dimensions, config.PolicyHidden)) { HasTarget = true },
            new("q1", critic) { HasTarget = true },
            new("q2", critic) { HasTarget = true });
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(Td3BcConfig config) => BatchPlan.Of(config, Draw.NextAction);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(Td3BcConfig config, TrainingState state) =>
        DeterministicHead.Snapshot(state.Tensors, config.PolicyHidden.Count, config.ExplorationNoise);

    /// <inheritdoc />
    protected override ILearner Torch(Td3BcConfig config, LearnerContext context) => new TorchTd3Bc(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(Td3BcConfig config, LearnerContext context) => new FusedTd3Bc(config, context);
}
