using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Rlpd;

/// <summary>What the descriptors of RLPD and WSRL share: soft actor-critic with an ensemble of critics, which trains online.</summary>
/// <typeparam name="TConfig">The algorithm's configuration.</typeparam>
public abstract class EnsembleAlgorithm<TConfig> : Algorithm<TConfig>
    where TConfig : RlpdConfig
{
    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Online;

    /// <inheritdoc />
    protected override NetworkPlan Networks(TConfig config, Dimensions dimensions)
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
    protected override BatchPlan Batches(TConfig config) => BatchPlan.Of(config, Draw.NextAction, Draw.CurrentAction) with
    {
        Choice = new CriticChoice(config.Critics, config.TargetCritics),
    };

    /// <inheritdoc />
    protected override PolicySnapshot Policy(TConfig config, TrainingState state) =>
        PolicyTensors.SquashedGaussian(state, config.LogStdMin, config.LogStdMax);

    /// <inheritdoc />
    protected override ILearner Torch(TConfig config, LearnerContext context) => new TorchRlpd(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(TConfig config, LearnerContext context) => new FusedRlpd(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(TConfig config) =>
    [
        .. GaussianForm.Refusals(config.LogStdMin, config.LogStdMax),
        .. CriticChoice.Refusals(config.Critics, config.TargetCritics),
    ];
}
