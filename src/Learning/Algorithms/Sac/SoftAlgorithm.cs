using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>What the descriptors of soft actor-critic and of the methods that build on it share: networks and policy.</summary>
/// <typeparam name="TConfig">The algorithm's configuration.</typeparam>
public abstract class SoftAlgorithm<TConfig> : Algorithm<TConfig>
    where TConfig : SoftConfig
{
    /// <summary>Layers of each critic.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="dimensions">The task's sizes.</param>
    protected abstract MlpShape Critic(TConfig config, Dimensions dimensions);

    /// <inheritdoc />
    protected override NetworkPlan Networks(TConfig config, Dimensions dimensions) => new(
    [
        new("policy", TanhGaussianHead.Shape(dimensions, config.PolicyHidden)),
        .. config.CriticNames.Select(name => new NetworkSpec(name, Critic(config, dimensions)) { HasTarget = true }),
    ])
    {
        Scalars = [new("log_alpha", MathF.Log(config.InitialTemperature))],
    };

    /// <inheritdoc />
    protected override PolicySnapshot Policy(TConfig config, TrainingState state) =>
        PolicyTensors.SquashedGaussian(state, config.LogStdMin, config.LogStdMax);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(TConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
