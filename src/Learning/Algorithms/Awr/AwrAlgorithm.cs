using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Awr;

/// <summary>
/// AWR: V is fitted to discounted returns R, and the policy maximises the likelihood of the replayed actions, weighted by min(exp(A / lambda),
/// weight-max), A = R - V(s) less the batch's mean and over its standard deviation. Where an episode is cut, R goes on with V.
/// </summary>
public sealed class AwrAlgorithm : Algorithm<AwrConfig>
{
    /// <summary>Added to the standard deviation of the advantages, as the authors do.</summary>
    internal const float Epsilon = 1e-5f;

    /// <inheritdoc />
    public override string Name => "awr";

    /// <inheritdoc />
    public override string Title => "Advantage-Weighted Regression";

    /// <inheritdoc />
    public override string Paper => "Peng et al. 2019, arXiv 1910.00177";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new(
            "awr-peng", new AwrConfig { PolicyHidden = [128, 64], CriticHidden = [128, 64] },
            "xbpeng/awr, learning/awr_agent.py and run.py: networks, bound, 200 steps of V for 1,000 of the policy; step sizes are Adam's"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(AwrConfig config, Dimensions dimensions) => new(
        new("policy", GaussianHead.Shape(dimensions, config.PolicyHidden)), new("v", ActionShapes.Value(dimensions, config.CriticHidden)));

    /// <inheritdoc />
    protected override BatchPlan Batches(AwrConfig config) => BatchPlan.Of(config) with { Columns = BatchColumns.Return };

    /// <inheritdoc />
    protected override PolicySnapshot Policy(AwrConfig config, TrainingState state) => config.Form.Snapshot(state.Tensors, clampActions: true);

    /// <inheritdoc />
    protected override ILearner Torch(AwrConfig config, LearnerContext context) => new TorchAwr(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(AwrConfig config, LearnerContext context) => new FusedAwr(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(AwrConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
