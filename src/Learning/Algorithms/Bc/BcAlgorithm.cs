using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Bc;

/// <summary>Behaviour cloning: the policy maximises the likelihood of the dataset's actions. It has no critic and draws no noise.</summary>
public sealed class BcAlgorithm : Algorithm<BcConfig>
{
    /// <inheritdoc />
    public override string Name => "bc";

    /// <inheritdoc />
    public override string Title => "Behaviour Cloning";

    /// <inheritdoc />
    public override string Paper => "Pomerleau 1988";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline;

    /// <inheritdoc />
    public override string? UseOfData(AlgorithmConfig config) => "clones a dataset's actions";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new(
            "bc-rlkit-hand",
            new BcConfig { OfflineBatchSize = 128, OnlineBatchSize = 128 },
            "the policy of rail-berkeley/rlkit, examples/awac/hand/awac1.py, whose data are such clones"),
        new(
            "bc-corl",
            new BcConfig
            {
                StandardDeviation = StandardDeviation.Clamped,
                LogStdMin = -20,
                LogStdMax = 2,
                PolicyWeightDecay = 0,
                Initialisation = Initialisation.Framework,
                NormaliseObservations = true,
            },
            "corl-team/CORL, algorithms/offline/any_percent_bc.py, with a Gaussian's likelihood in place of the squared error"),
    ];

    /// <inheritdoc />
    public override ActionSpaces ActionSpaces => ActionSpaces.Box | ActionSpaces.Discrete;

    /// <inheritdoc />
    protected override NetworkPlan Networks(BcConfig config, Dimensions dimensions) => new(
        new NetworkSpec("policy", ActionShapes.LikelihoodPolicy(dimensions, config.PolicyHidden), config.Initialisation)
        {
            LastLayerBound = 1e-3,
        });

    /// <inheritdoc />
    protected override BatchPlan Batches(BcConfig config) => new([]);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(BcConfig config, TrainingState state) => PolicyTensors.Likelihood(state, config.Form, clampActions: false);

    /// <inheritdoc />
    protected override ILearner Torch(BcConfig config, LearnerContext context) => new TorchBc(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(BcConfig config, LearnerContext context) =>
        context.Dimensions.HasChoices ? new FusedDiscreteBc(config, context) : new FusedBc(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(BcConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
