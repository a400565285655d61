using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Algorithms.Bear;

/// <summary>
/// BEAR: a policy that maximises min_i mean_j Q_i(s, a_j) while MMD(pi, b) stays at a threshold, b a variational autoencoder that is fitted to the data's
/// actions; and critics regressed on r + gamma max_j (.75 min_i + .25 max_i) Q'_i(s', a'_j), a'_j of the target policy.
/// </summary>
public sealed class BearAlgorithm : Algorithm<BearConfig>
{
    /// <summary>Name of the noise of the target policy's actions at s'.</summary>
    internal const string NextNoise = "next_actions";

    /// <summary>Name of the noise of the policy's actions at s.</summary>
    internal const string CurrentNoise = "current_actions";

    /// <summary>Name of the noise of the latents that the data's actions are rebuilt from.</summary>
    internal const string EncoderNoise = "encoder_latents";

    /// <summary>Name of the latents of the behaviour model's actions at s.</summary>
    internal const string DecoderNoise = "decoder_latents";

    private static readonly BearConfig Authors = new()
    {
        PolicyHidden = [400, 300],
        CriticHidden = [400, 300],
        PolicyLearningRate = 1e-3f,
        CriticLearningRate = 1e-3f,
        OfflineBatchSize = 100,
        OnlineBatchSize = 100,
    };

    /// <inheritdoc />
    public override string Name => "bear";

    /// <inheritdoc />
    public override string Title => "Bootstrapping Error Accumulation Reduction";

    /// <inheritdoc />
    public override string Paper => "Kumar et al. 2019, arXiv 1906.00949";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override string? UseOfData(AlgorithmConfig config) => "stays within the support of a dataset's actions";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new("bear", Authors, "aviralkumar2907/BEAR, algos.py and readme.md: Laplacian kernel, sigma 10, 5 actions"),
        new("bear-loose", Authors with { MmdThreshold = 0.2f }, "the same with a threshold four times as large, for AWAC's comparison; the number is this project's"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(BearConfig config, Dimensions dimensions)
    {
        var critic = ActionShapes.Critic(dimensions, config.CriticHidden);
        return new(
            new("policy", TanhGaussianHead.Shape(dimensions, config.PolicyHidden)) { HasTarget = true },
            new("q1", critic) { HasTarget = true },
            new("q2", critic) { HasTarget = true },
            new("encoder", Encoder(config, dimensions)),
            new("decoder", Decoder(config, dimensions)))
        {
            Scalars = [new("log_multiplier", MathF.Log(config.InitialMultiplier))],
        };
    }

    /// <summary>(s, a) to means and log standard deviations of latents.</summary>
    internal static MlpShape Encoder(BearConfig config, Dimensions dimensions) =>
        new(dimensions.Observation + dimensions.Action, config.VaeHidden, 2 * BearConfig.Latents(dimensions.Action));

    /// <summary>(s, z) to an action before its tanh.</summary>
    internal static MlpShape Decoder(BearConfig config, Dimensions dimensions) =>
        new(dimensions.Observation + BearConfig.Latents(dimensions.Action), config.VaeHidden, dimensions.Action);

    /// <inheritdoc />
    protected override BatchPlan Batches(BearConfig config) => BatchPlan.Of(
        config,
        new Draw(NextNoise, DrawPurpose.NextActions, config.TargetActions),
        new Draw(CurrentNoise, DrawPurpose.CurrentActions, config.MmdActions),
        new Draw(EncoderNoise, DrawPurpose.EncoderLatents, BearConfig.Latents(1)),
        new Draw(DecoderNoise, DrawPurpose.DecoderLatents, BearConfig.Latents(config.MmdActions)));

    /// <inheritdoc />
    protected override PolicySnapshot Policy(BearConfig config, TrainingState state) =>
        PolicyTensors.SquashedGaussian(state, config.LogStdMin, config.LogStdMax);

    /// <inheritdoc />
    protected override ILearner Torch(BearConfig config, LearnerContext context) => new TorchBear(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(BearConfig config, LearnerContext context) => new FusedBear(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(BearConfig config) =>
    [
        .. GaussianForm.Refusals(config.LogStdMin, config.LogStdMax),
        .. config.LogMultiplierMin >= config.LogMultiplierMax
            ? (string[])[$"algorithm.log-multiplier-min ({config.LogMultiplierMin}) must be below algorithm.log-multiplier-max ({config.LogMultiplierMax})"]
            : [],
    ];
}
