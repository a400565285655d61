using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Dapg;

/// <summary>
/// DAPG: offline the policy clones the demonstrations. Online every round makes one natural step, along F^-1 of the sum of A grad log pi over the round and
/// of lambda0 lambda1^k max A grad log pi over the demonstrations.
/// </summary>
public sealed class DapgAlgorithm : Algorithm<DapgConfig>
{
    /// <summary>Added to the standard deviation of the advantages, as the authors do.</summary>
    internal const double Epsilon = 1e-6;

    /// <summary>The number k of natural steps made.</summary>
    internal const string NaturalSteps = "natural_steps";

    /// <inheritdoc />
    public override string Name => "dapg";

    /// <inheritdoc />
    public override string Title => "Demonstration Augmented Policy Gradient";

    /// <inheritdoc />
    public override string Paper => "Rajeswaran et al. 2018, arXiv 1709.10087";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override bool IsFused => false;

    /// <inheritdoc />
    public override string? UseOfData(AlgorithmConfig config) => "needs demonstrations";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new(
            "dapg-hand",
            new DapgConfig
            {
                PolicyHidden = [32, 32],
                CriticHidden = [128, 128],
                PolicyLearningRate = 1e-3f,
                CriticLearningRate = 1e-3f,
                Gamma = 0.995f,
                OfflineBatchSize = 32,
                BaselineEpochs = 2,
                BaselineBatchSize = 64,
                NormaliseObservations = true,
            },
            "aravindr93/hand_dapg, dapg/examples/dapg.txt, and aravindr93/mjrl, with ReLU in place of tanh"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(DapgConfig config, Dimensions dimensions) => new(
        new("policy", GaussianHead.Shape(dimensions, config.PolicyHidden)), new("v", ActionShapes.Value(dimensions, config.CriticHidden)))
    {
        Scalars = [BaselineConfig.Steps, new(NaturalSteps, 0) { IsTrained = false }],
    };

    /// <inheritdoc />
    protected override BatchPlan Batches(DapgConfig config) =>
        BatchPlan.OnPolicy(config, new FreshRound(config.DemonstrationBatchSize), config.Regression);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(DapgConfig config, TrainingState state) => config.Form.Snapshot(state.Tensors, clampActions: false);

    /// <inheritdoc />
    protected override ILearner Torch(DapgConfig config, LearnerContext context) => new TorchDapg(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(DapgConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
