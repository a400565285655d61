using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Marwil;

/// <summary>
/// MARWIL: V is fitted to the data's discounted returns R, and the policy maximises the likelihood of the data's actions, weighted by
/// min(exp(beta (R - V(s)) / c), weight-max), where c^2 is a running mean of squared advantages. Where an episode is cut, R goes on with V.
/// </summary>
public sealed class MarwilAlgorithm : Algorithm<MarwilConfig>
{
    /// <summary>The tensor of the running mean of squared advantages.</summary>
    public const string SquaredAdvantage = "squared_advantage";

    /// <inheritdoc />
    public override string Name => "marwil";

    /// <inheritdoc />
    public override string Title => "Monotonic Advantage Re-Weighted Imitation Learning";

    /// <inheritdoc />
    public override string Paper => "Wang et al. 2018, NeurIPS";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new(
            "marwil-rllib", new MarwilConfig { PolicyLearningRate = 1e-4f, CriticLearningRate = 1e-4f, OfflineBatchSize = 2_000, OnlineBatchSize = 2_000 },
            "ray-project/ray, rllib/algorithms/marwil, with a bound of 20 on the weights"),
        new(
            "marwil-quick", new MarwilConfig { SquaredAdvantage = 1, SquaredAdvantageRate = 1e-3f },
            "this project: Adam with 3e-4, and a running mean of squared advantages that comes near its value within a few thousand updates"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(MarwilConfig config, Dimensions dimensions) => new(
        new("policy", GaussianHead.Shape(dimensions, config.PolicyHidden)), new("v", ActionShapes.Value(dimensions, config.CriticHidden)))
    {
        Scalars = [new(SquaredAdvantage, config.SquaredAdvantage) { IsTrained = false }],
    };

    /// <inheritdoc />
    protected override BatchPlan Batches(MarwilConfig config) => BatchPlan.Of(config) with { Columns = BatchColumns.Return };

    /// <inheritdoc />
    protected override PolicySnapshot Policy(MarwilConfig config, TrainingState state) => config.Form.Snapshot(state.Tensors, clampActions: true);

    /// <inheritdoc />
    protected override ILearner Torch(MarwilConfig config, LearnerContext context) => new TorchMarwil(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(MarwilConfig config, LearnerContext context) => new FusedMarwil(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(MarwilConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
