using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Rlpd;

/// <summary>
/// RLPD: soft actor-critic from nothing, with prior data in every batch. Each critic is regressed on r + gamma (min over some Q'_i(s', a') - alpha log
/// pi(a'|s')), and the policy maximises the mean of all Q_i(s, a) - alpha log pi(a|s). An update is one step of the critics; the policy and the
/// temperature make theirs in every update that <see cref="RlpdConfig.CriticSteps"/> divides, on that update's batch, as the authors' code does.
/// </summary>
public sealed class RlpdAlgorithm : Algorithm<RlpdConfig>
{
    /// <inheritdoc />
    public override string Name => "rlpd";

    /// <inheritdoc />
    public override string Title => "Reinforcement Learning with Prior Data";

    /// <inheritdoc />
    public override string Paper => "Ball et al. 2023, arXiv 2302.02948";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Online;

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets => RlpdPresets.All;

    /// <inheritdoc />
    protected override NetworkPlan Networks(RlpdConfig config, Dimensions dimensions)
    {
        var critic = new MlpShape(dimensions.Observation + dimensions.Action, config.CriticHidden, 1, layerNorm: config.CriticLayerNorm);
        return new(
        [
            new("policy", TanhGaussianHead.Shape(dimensions, config.PolicyHidden)),
            .. config.CriticNames.Select(name => new NetworkSpec(name, critic) { HasTarget = true }),
        ])
        {
            Scalars = [new("log_alpha", MathF.Log(config.InitialTemperature))],
        };
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(RlpdConfig config) => BatchPlan.Of(config, Draw.NextAction, Draw.CurrentAction) with
    {
        Choice = new CriticChoice(config.Critics, config.TargetCritics),
    };

    /// <inheritdoc />
    protected override PolicySnapshot Policy(RlpdConfig config, TrainingState state) =>
        PolicyTensors.SquashedGaussian(state, config.LogStdMin, config.LogStdMax);

    /// <inheritdoc />
    protected override ILearner Torch(RlpdConfig config, LearnerContext context) => new TorchRlpd(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(RlpdConfig config, LearnerContext context) => new FusedRlpd(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(RlpdConfig config) =>
    [
        .. GaussianForm.Refusals(config.LogStdMin, config.LogStdMax),
        .. config.TargetCritics > config.Critics
            ? (string[])[$"algorithm.target-critics ({config.TargetCritics}) must not be above algorithm.critics ({config.Critics})"]
            : [],
    ];
}
