using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>What the descriptors of CQL and Cal-QL share: networks, noise, policy.</summary>
/// <typeparam name="TConfig">The algorithm's configuration.</typeparam>
public abstract class ConservativeAlgorithm<TConfig> : SoftAlgorithm<TConfig>
    where TConfig : ConservativeConfig
{
    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    protected override MlpShape Critic(TConfig config, Dimensions dimensions) =>
        ActionShapes.Critic(dimensions, config.CriticHidden, config.CriticLayerNorm);

    /// <inheritdoc />
    protected override BatchPlan Batches(TConfig config) => BatchPlan.Of(
        config, Draw.NextAction, Draw.CurrentAction, ConservativeDraws.Uniform(config), ConservativeDraws.Current(config), ConservativeDraws.Next(config))
        with
    {
        Choice = new CriticChoice(config.Critics, config.TargetCritics),
    };

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(TConfig config) =>
    [
        .. base.Refusals(config),
        .. CriticChoice.Refusals(config.Critics, config.TargetCritics),
    ];
}

/// <summary>The noise of the actions that the conservative loss takes the soft maximum over.</summary>
internal static class ConservativeDraws
{
    /// <summary>Name of the uniform actions.</summary>
    public const string UniformName = "uniform_actions";

    /// <summary>Name of the noise of the policy's actions at s.</summary>
    public const string CurrentName = "current_actions";

    /// <summary>Name of the noise of the policy's actions at s'.</summary>
    public const string NextName = "next_actions";

    public static Draw Uniform(ConservativeConfig config) => new(UniformName, DrawPurpose.UniformActions, config.ConservativeActions) { IsUniform = true };

    public static Draw Current(ConservativeConfig config) => new(CurrentName, DrawPurpose.CurrentActions, config.ConservativeActions);

    public static Draw Next(ConservativeConfig config) => new(NextName, DrawPurpose.NextActions, config.ConservativeActions);
}
