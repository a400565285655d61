using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>
/// Soft actor-critic with automatic temperature: the policy maximises min_i Q_i(s, a) - alpha log pi(a|s). With a weight w it is SAC+BC: w log pi of
/// the data's actions is maximised, too.
/// </summary>
public sealed class SacAlgorithm : SoftAlgorithm<SacConfig>
{
    /// <inheritdoc />
    public override string Name => "sac";

    /// <inheritdoc />
    public override string Title => "Soft Actor-Critic";

    /// <inheritdoc />
    public override string Paper => "Haarnoja et al. 2018, arXiv 1812.05905";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new("sac-haarnoja", new SacConfig(), "arXiv 1812.05905, table 1"),
        new(
            "sac-bc",
            new SacConfig { BehaviourCloningWeight = 1, BehaviourCloningUpdates = 10_000 },
            "the baseline SAC+BC of arXiv 2006.09359; rail-berkeley/rlkit, path loader and SAC script: bc_weight 1, bc_num_pretrain_steps 10000"),
    ];

    /// <summary>Name of the figure that comes with cloning.</summary>
    internal static string Likelihood => "behaviour_likelihood";

    /// <inheritdoc />
    protected override MlpShape Critic(SacConfig config, Dimensions dimensions) => ActionShapes.Critic(dimensions, config.CriticHidden);

    /// <inheritdoc />
    protected override BatchPlan Batches(SacConfig config) => BatchPlan.Of(config, Draw.NextAction, Draw.CurrentAction);

    /// <inheritdoc />
    protected override ILearner Torch(SacConfig config, LearnerContext context) => new TorchSac(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(SacConfig config, LearnerContext context) => new FusedSac(config, context);

    /// <inheritdoc />
    public override string? UseOfData(AlgorithmConfig config) =>
        config is SacConfig { Clones: true } ? "clones a dataset's actions where algorithm.behaviour-cloning-weight is above 0" : null;

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(SacConfig config) =>
    [
        .. base.Refusals(config),
        .. config.BehaviourCloningUpdates > 0 && !config.Clones
            ? (string[])[$"algorithm.behaviour-cloning-updates is {config.BehaviourCloningUpdates}, but algorithm.behaviour-cloning-weight is 0, so that there would be nothing to learn in them: set both, or neither"]
            : [],
    ];
}
