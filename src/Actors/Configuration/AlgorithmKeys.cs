using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Configuration;

/// <summary>The keys that override single values of the preset.</summary>
internal static class AlgorithmKeys
{
    /// <summary>The value that leaves a key as the preset has it.</summary>
    public const string FromPreset = "preset";

    private static readonly ConfigKind<float> Positive = ConfigKinds.Number("a positive number up to 3.4e38", v => v > 0);
    private static readonly ConfigKind<float> NotNegative = ConfigKinds.Number("a number, 0 or more, up to 3.4e38", v => v >= 0);
    private static readonly ConfigKind<float> Share = ConfigKinds.Number("a number above 0 and at most 1", v => v is > 0 and <= 1);
    private static readonly ConfigKind<float> Discount = ConfigKinds.Number("a number from 0 to 1, 1 excluded", v => v is >= 0 and < 1);
    private static readonly ConfigKind<float> Any = ConfigKinds.Number("a number from -3.4e38 to 3.4e38", _ => true);

    /// <summary>All override keys; a path may occur once per algorithm.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        Key<AlgorithmConfig, IReadOnlyList<int>>(
            "policy-hidden", ConfigKinds.Sizes, c => c.PolicyHidden, (c, v) => c with { PolicyHidden = v }),
        Key<AlgorithmConfig, IReadOnlyList<int>>(
            "critic-hidden", ConfigKinds.Sizes, c => c.CriticHidden, (c, v) => c with { CriticHidden = v }),
        Key<AlgorithmConfig, float>(
            "policy-learning-rate", Positive, c => c.PolicyLearningRate, (c, v) => c with { PolicyLearningRate = v }),
        Key<AlgorithmConfig, float>(
            "critic-learning-rate", Positive, c => c.CriticLearningRate, (c, v) => c with { CriticLearningRate = v }),
        Key<AlgorithmConfig, int>("offline-batch-size", BatchSize, c => c.OfflineBatchSize, (c, v) => c with { OfflineBatchSize = v }),
        Key<AlgorithmConfig, int>("online-batch-size", BatchSize, c => c.OnlineBatchSize, (c, v) => c with { OnlineBatchSize = v }),
        Key<AlgorithmConfig, float>("gamma", Discount, c => c.Gamma, (c, v) => c with { Gamma = v }),
        Key<AlgorithmConfig, float>("tau", Share, c => c.Tau, (c, v) => c with { Tau = v }),
        Key<AlgorithmConfig, bool>("mask-terminals", ConfigKinds.Flag, c => c.MaskTerminals, (c, v) => c with { MaskTerminals = v }),
        Key<AlgorithmConfig, bool>(
            "normalise-observations", ConfigKinds.Flag, c => c.NormaliseObservations, (c, v) => c with { NormaliseObservations = v }),
        Key<AlgorithmConfig, float>("reward-scale", Positive, c => c.RewardScale, (c, v) => c with { RewardScale = v }),
        Key<AlgorithmConfig, float>("reward-shift", Any, c => c.RewardShift, (c, v) => c with { RewardShift = v }),
        Key<AwacConfig, MeanActivation>(
            "mean-activation", ConfigKinds.Choice<MeanActivation>(), c => c.MeanActivation, (c, v) => c with { MeanActivation = v }),
        Key<AwacConfig, StandardDeviation>(
            "standard-deviation", ConfigKinds.Choice<StandardDeviation>(), c => c.StandardDeviation,
            (c, v) => c with { StandardDeviation = v }),
        Key<AwacConfig, float>("log-std-min", Any, c => c.LogStdMin, (c, v) => c with { LogStdMin = v }),
        Key<AwacConfig, float>("log-std-max", Any, c => c.LogStdMax, (c, v) => c with { LogStdMax = v }),
        Key<AwacConfig, float?>("critic-max", ConfigKinds.Optional(Any), c => c.CriticMax, (c, v) => c with { CriticMax = v }),
        Key<AwacConfig, Weighting>("weighting", ConfigKinds.Choice<Weighting>(), c => c.Weighting, (c, v) => c with { Weighting = v }),
        Key<AwacConfig, float>("lambda", Positive, c => c.Lambda, (c, v) => c with { Lambda = v }),
        Key<AwacConfig, float?>("advantage-max", ConfigKinds.Optional(Any), c => c.AdvantageMax, (c, v) => c with { AdvantageMax = v }),
        Key<AwacConfig, float>("weight-max", Positive, c => c.WeightMax, (c, v) => c with { WeightMax = v }),
        Key<AwacConfig, ValueEstimate>(
            "value-estimate", ConfigKinds.Choice<ValueEstimate>(), c => c.ValueEstimate, (c, v) => c with { ValueEstimate = v }),
        Key<AwacConfig, AdvantageCritics>(
            "advantage-critics", ConfigKinds.Choice<AdvantageCritics>(), c => c.AdvantageCritics,
            (c, v) => c with { AdvantageCritics = v }),
        Key<AwacConfig, bool>(
            "clamp-sampled-actions", ConfigKinds.Flag, c => c.ClampSampledActions, (c, v) => c with { ClampSampledActions = v }),
        Key<AwacConfig, float>("policy-weight-decay", NotNegative, c => c.PolicyWeightDecay, (c, v) => c with { PolicyWeightDecay = v }),
        Key<AwacConfig, Initialisation>(
            "initialisation", ConfigKinds.Choice<Initialisation>(), c => c.Initialisation, (c, v) => c with { Initialisation = v }),
        Key<SacConfig, float>("log-std-min", Any, c => c.LogStdMin, (c, v) => c with { LogStdMin = v }),
        Key<SacConfig, float>("log-std-max", Any, c => c.LogStdMax, (c, v) => c with { LogStdMax = v }),
        Key<SacConfig, float>(
            "temperature-learning-rate", Positive, c => c.TemperatureLearningRate, (c, v) => c with { TemperatureLearningRate = v }),
        Key<SacConfig, float>("initial-temperature", Positive, c => c.InitialTemperature, (c, v) => c with { InitialTemperature = v }),
        Key<SacConfig, float?>("target-entropy", ConfigKinds.Optional(Any), c => c.TargetEntropy, (c, v) => c with { TargetEntropy = v }),
    ];

    private static ConfigKind<int> BatchSize => ConfigKinds.Whole(1, 1_000_000);

    private static ConfigKey Key<TConfig, T>(string name, ConfigKind<T> kind, Func<TConfig, T> get, Func<TConfig, T, AlgorithmConfig> set)
        where TConfig : AlgorithmConfig => new(
            "algorithm." + name,
            $"{kind.Expected}, or {FromPreset}",
            (config, value) =>
                value.IsString() && value.GetString() == FromPreset ? config
                : config.Algorithm is TConfig algorithm && kind.Read(value) is { Success: true } read
                    ? config with { Algorithm = set(algorithm, read.Value) }
                : null,
            config => config.Algorithm is TConfig algorithm ? kind.Render(get(algorithm)) : null);
}
