using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Algorithms.Brac;

/// <summary>
/// BRAC: a policy that maximises min_i Q_i(s, a) - alpha D(s), and critics regressed on r + gamma (min_i Q'_i(s', a') - alpha D(s')), where D is the
/// mean of log pi(a_j|s) - log b(a_j|s) over actions of the policy, and b a model of the data's actions that is fitted first.
/// </summary>
public sealed class BracAlgorithm : Algorithm<BracConfig>
{
    /// <summary>Name of the noise of the policy's actions at s.</summary>
    internal const string CurrentNoise = "current_actions";

    /// <summary>Name of the noise of the policy's actions at s'.</summary>
    internal const string NextNoise = "next_actions";

    private static readonly BracConfig Authors = new()
    {
        PolicyHidden = [200, 200],
        CriticHidden = [300, 300],
        CriticLearningRate = 1e-3f,
    };

    /// <inheritdoc />
    public override string Name => "brac";

    /// <inheritdoc />
    public override string Title => "Behaviour-Regularised Actor-Critic";

    /// <inheritdoc />
    public override string Paper => "Wu et al. 2019, arXiv 1911.11361";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override string? UseOfData(AlgorithmConfig config) => "stays near a model of a dataset's actions";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new("brac-v", Authors, "google-research/behavior_regularized_offline_rl, brac: primal KL, value penalty"),
        new("brac-p", Authors with { ValuePenalty = false }, "the same without the penalty in the critics' targets"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(BracConfig config, Dimensions dimensions)
    {
        var (policy, critic) = (
            TanhGaussianHead.Shape(dimensions, config.PolicyHidden), ActionShapes.Critic(dimensions, config.CriticHidden));
        return new(
            new("policy", policy), new("q1", critic) { HasTarget = true }, new("q2", critic) { HasTarget = true }, new("behaviour", policy));
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(BracConfig config) => BatchPlan.Of(
        config, new Draw(NextNoise, DrawPurpose.NextActions, config.DivergenceActions),
        new Draw(CurrentNoise, DrawPurpose.CurrentActions, config.DivergenceActions));

    /// <inheritdoc />
    protected override PolicySnapshot Policy(BracConfig config, TrainingState state) =>
        PolicyTensors.SquashedGaussian(state, config.LogStdMin, config.LogStdMax);

    /// <inheritdoc />
    protected override ILearner Torch(BracConfig config, LearnerContext context) => new TorchBrac(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(BracConfig config, LearnerContext context) => new FusedBrac(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(BracConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
