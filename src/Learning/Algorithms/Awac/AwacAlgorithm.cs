using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// AWAC: critics regressed on bootstrapped targets, and a policy that maximises the likelihood of replayed actions, weighted by their
/// exponentiated advantages: argmax E[exp(A(s, a) / lambda) log pi(a|s)].
/// </summary>
public sealed class AwacAlgorithm : Algorithm<AwacConfig>
{
    private const int LargestSample = 4096;

    /// <inheritdoc />
    public override string Name => "awac";

    /// <inheritdoc />
    public override string Title => "Advantage Weighted Actor Critic";

    /// <inheritdoc />
    public override string Paper => "Nair et al. 2020, arXiv 2006.09359";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new("awac-rlkit-locomotion", AwacPresets.All["awac-rlkit-locomotion"], "rail-berkeley/rlkit, examples/awac/mujoco (the authors' own)"),
        new("awac-rlkit-hand", AwacPresets.All["awac-rlkit-hand"], "rail-berkeley/rlkit, examples/awac/hand/awac1.py"),
        new("awac-corl", AwacPresets.All["awac-corl"], "corl-team/CORL, algorithms/offline/awac.py"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(AwacConfig config, Dimensions dimensions)
    {
        var (obs, act) = dimensions;
        var critic = new MlpShape(obs + act, config.CriticHidden, 1);
        return new(
            new("policy", GaussianHead.Shape(dimensions, config.PolicyHidden), config.Initialisation) { LastLayerBound = 1e-3 },
            new("q1", critic, config.Initialisation) { HasTarget = true },
            new("q2", critic, config.Initialisation) { HasTarget = true });
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(AwacConfig config) => BatchPlan.Of(config, Draw.NextAction, Draw.CurrentAction);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(AwacConfig config, TrainingState state) =>
        config.Form.Snapshot(state.Tensors, config.ClampSampledActions);

    /// <inheritdoc />
    protected override ILearner Torch(AwacConfig config, LearnerContext context) => new TorchAwac(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(AwacConfig config, LearnerContext context) => new FusedAwac(config, context);

    /// <inheritdoc />
    protected override TrainingState Prepare(AwacConfig config, TrainingState initial, Preparation preparation) =>
        config.CriticMax is { } bound && preparation.HasData
            ? BoundedCritics.Revive(initial, config.CriticHidden, bound, preparation.Sample(LargestSample), preparation.Note)
            : initial;

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(AwacConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
