using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>Soft actor-critic with automatic temperature: the policy maximises min_i Q_i(s, a) - alpha log pi(a|s).</summary>
public sealed class SacAlgorithm : Algorithm<SacConfig>
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
    public override IReadOnlyList<Preset> Presets { get; } = [new("sac-haarnoja", new SacConfig(), "arXiv 1812.05905, table 1")];

    /// <inheritdoc />
    protected override NetworkPlan Networks(SacConfig config, Dimensions dimensions)
    {
        var (obs, act) = dimensions;
        var critic = new MlpShape(obs + act, config.CriticHidden, 1);
        return new(
            new("policy", TanhGaussianHead.Shape(dimensions, config.PolicyHidden)),
            new("q1", critic) { HasTarget = true },
            new("q2", critic) { HasTarget = true })
        {
            Scalars = [new("log_alpha", MathF.Log(config.InitialTemperature))],
        };
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(SacConfig config) => BatchPlan.Of(config, Draw.NextAction, Draw.CurrentAction);

    /// <inheritdoc />
    protected override PolicySnapshot Policy(SacConfig config, TrainingState state) => new(
        PolicyHead.SquashedGaussian,
        ClampActions: false,
        PolicyTensors.Of(state.Tensors, new("log_std_range", new StateTensor([2], [config.LogStdMin, config.LogStdMax]))));

    /// <inheritdoc />
    protected override ILearner Torch(SacConfig config, LearnerContext context) => new TorchSac(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(SacConfig config, LearnerContext context) => new FusedSac(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(SacConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
