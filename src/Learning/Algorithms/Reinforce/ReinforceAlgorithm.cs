using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Reinforce;

/// <summary>
/// REINFORCE: one step of the policy per round, along the mean of (R - V(s)) grad log pi(a|s), R the discounted rewards to come. Without a baseline V is 0.
/// </summary>
public sealed class ReinforceAlgorithm : Algorithm<ReinforceConfig>
{
    /// <inheritdoc />
    public override string Name => "reinforce";

    /// <inheritdoc />
    public override string Title => "REINFORCE, the Monte-Carlo policy gradient";

    /// <inheritdoc />
    public override string Paper => "Williams 1992, Machine Learning 8";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Online;

    /// <inheritdoc />
    public override bool IsFused => false;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new(
            "reinforce-baseline", new ReinforceConfig { PolicyHidden = [64, 64], CriticHidden = [64, 64], PolicyLearningRate = 3e-3f, CriticLearningRate = 1e-3f },
            "this project: Adam, and V(s) fitted to each round's rewards-to-go"),
        new(
            "reinforce", new ReinforceConfig { Baseline = false, PolicyHidden = [64, 64], CriticHidden = [64, 64], PolicyLearningRate = 3e-3f, CriticLearningRate = 1e-3f },
            "this project: the same without a baseline"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(ReinforceConfig config, Dimensions dimensions)
    {
        var policy = new NetworkSpec("policy", GaussianHead.Shape(dimensions, config.PolicyHidden));
        return config.Baseline
            ? new NetworkPlan(policy, new("v", ActionShapes.Value(dimensions, config.CriticHidden))) { Scalars = [BaselineConfig.Steps] }
            : new NetworkPlan(policy);
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(ReinforceConfig config) =>
        BatchPlan.OnPolicy(config, new FreshRound(), config.Baseline ? [config.Regression] : []);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(ReinforceConfig config, TrainingState state) => config.Form.Snapshot(state.Tensors, clampActions: false);

    /// <inheritdoc />
    protected override ILearner Torch(ReinforceConfig config, LearnerContext context) => new TorchReinforce(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(ReinforceConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
