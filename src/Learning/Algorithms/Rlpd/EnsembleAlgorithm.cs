using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Rlpd;

/// <summary>What the descriptors of RLPD and WSRL share: soft actor-critic with an ensemble of critics, which trains online.</summary>
/// <typeparam name="TConfig">The algorithm's configuration.</typeparam>
public abstract class EnsembleAlgorithm<TConfig> : SoftAlgorithm<TConfig>
    where TConfig : RlpdConfig
{
    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Online;

    /// <inheritdoc />
    protected override MlpShape Critic(TConfig config, Dimensions dimensions) =>
        ActionShapes.Critic(dimensions, config.CriticHidden, config.CriticLayerNorm);

    /// <inheritdoc />
    protected override BatchPlan Batches(TConfig config) => BatchPlan.Of(config, Draw.NextAction, Draw.CurrentAction) with
    {
        Choice = new CriticChoice(config.Critics, config.TargetCritics),
    };

    /// <inheritdoc />
    protected override ILearner Torch(TConfig config, LearnerContext context) => new TorchRlpd(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(TConfig config, LearnerContext context) => new FusedRlpd(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(TConfig config) =>
    [
        .. base.Refusals(config),
        .. CriticChoice.Refusals(config.Critics, config.TargetCritics),
    ];
}
