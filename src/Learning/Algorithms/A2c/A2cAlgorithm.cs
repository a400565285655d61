using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.A2c;

/// <summary>
/// The advantage actor-critic: per round one step of policy and critic down -A log pi(a|s) + value-coefficient (A + V - V(s))^2 - entropy-coefficient H,
/// A the generalised advantages over the round's trajectories.
/// </summary>
public sealed class A2cAlgorithm : Algorithm<A2cConfig>
{
    /// <summary>Added to the standard deviation of the advantages, as Stable-Baselines3 does.</summary>
    internal const float Epsilon = 1e-8f;

    /// <inheritdoc />
    public override string Name => "a2c";

    /// <inheritdoc />
    public override string Title => "Advantage Actor-Critic";

    /// <inheritdoc />
    public override string Paper => "Mnih et al. 2016, arXiv 1602.01783";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Online;

    /// <inheritdoc />
    public override bool IsFused => false;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new(
            "a2c-sb3",
            new A2cConfig { PolicyHidden = [64, 64], CriticHidden = [64, 64], PolicyLearningRate = 7e-4f, CriticLearningRate = 7e-4f },
            "DLR-RM/stable-baselines3, stable_baselines3/a2c/a2c.py, with Adam; its rounds are of 5 steps of each environment"),
        new(
            "a2c-long-rounds",
            new A2cConfig
            {
                PolicyHidden = [64, 64],
                CriticHidden = [64, 64],
                PolicyLearningRate = 3e-3f,
                CriticLearningRate = 3e-3f,
                GaeLambda = 0.95f,
                StandardiseAdvantages = true,
            },
            "this project: larger steps, for rounds of hundreds of steps"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(A2cConfig config, Dimensions dimensions) => new(
        new("policy", GaussianHead.Shape(dimensions, config.PolicyHidden)), new("v", ActionShapes.Value(dimensions, config.CriticHidden)));

    /// <inheritdoc />
    protected override BatchPlan Batches(A2cConfig config) => BatchPlan.OnPolicy(config, new FreshRound());

    /// <inheritdoc />
    protected override PolicySnapshot Policy(A2cConfig config, TrainingState state) => config.Form.Snapshot(state.Tensors, clampActions: false);

    /// <inheritdoc />
    protected override ILearner Torch(A2cConfig config, LearnerContext context) => new TorchA2c(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(A2cConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
