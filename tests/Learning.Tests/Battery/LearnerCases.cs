using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.A2c;
using AwacAkka.Learning.Algorithms.Abm;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Awr;
using AwacAkka.Learning.Algorithms.Bc;
using AwacAkka.Learning.Algorithms.Bear;
using AwacAkka.Learning.Algorithms.Brac;
using AwacAkka.Learning.Algorithms.CalQl;
using AwacAkka.Learning.Algorithms.Cql;
using AwacAkka.Learning.Algorithms.Crr;
using AwacAkka.Learning.Algorithms.Dapg;
using AwacAkka.Learning.Algorithms.Dqn;
using AwacAkka.Learning.Algorithms.Iql;
using AwacAkka.Learning.Algorithms.Marwil;
using AwacAkka.Learning.Algorithms.Rebrac;
using AwacAkka.Learning.Algorithms.Reinforce;
using AwacAkka.Learning.Algorithms.Rlpd;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Algorithms.Td3Bc;
using AwacAkka.Learning.Algorithms.Wsrl;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Tests.Battery;

/// <summary>All that the learners are held together on, by name: forms, options and sizes.</summary>
public static class LearnerCases
{
    /// <summary>Every preset with both weightings, both forms of the deviation and both orders, on small networks.</summary>
    public static IReadOnlyDictionary<string, LearnerCase> Forms { get; } = (
        from preset in AwacPresets.All
        from weighting in Enum.GetValues<Weighting>()
        from deviation in Enum.GetValues<StandardDeviation>()
        from order in Enum.GetValues<AdvantageCritics>()
        select KeyValuePair.Create(
            $"{preset.Name}, {weighting}, {deviation}, {order}",
            Small((AwacConfig)preset.Config with { Weighting = weighting, StandardDeviation = deviation, AdvantageCritics = order }))).ToDictionary();

    /// <summary>Every option for itself: the case without it and the case with it.</summary>
    public static IReadOnlyDictionary<string, (LearnerCase Without, LearnerCase With)> Options { get; } =
        new Dictionary<string, (LearnerCase Without, LearnerCase With)>
        {
            ["awac: three rewards"] = Awac(c => c with { ReturnSteps = 3 }),
            ["sac: three rewards"] = Sac(c => c with { ReturnSteps = 3 }),
            ["iql: three rewards"] = Iql(c => c with { ReturnSteps = 3 }),
            ["td3-bc: three rewards"] = Td3Bc(c => c with { ReturnSteps = 3 }),
            ["rlpd: three rewards"] = Rlpd(c => c with { ReturnSteps = 3 }),
            ["rebrac: three rewards"] = Rebrac(c => c with { ReturnSteps = 3 }),
            ["crr: three rewards"] = Crr(c => c with { ReturnSteps = 3 }),
            ["cql: three rewards"] = Cql(c => c with { ReturnSteps = 3 }),
            ["cal-ql: three rewards"] = (Small(FewActions), Small(FewActions with { ReturnSteps = 3 })),
            ["brac: three rewards"] = (Small(QuickBrac), Small(QuickBrac with { ReturnSteps = 3 })),
            ["linear mean"] = Awac(c => c with { MeanActivation = MeanActivation.Linear }),
            ["value at the mean"] = Awac(c => c with { ValueEstimate = ValueEstimate.Mean }),
            ["clamped actions"] = Awac(
                c => c with { ClampSampledActions = true }, new() { StandardDeviation = StandardDeviation.Clamped }),
            ["bounded critics"] = Awac(c => c with { CriticMax = 0.5f }),
            ["bounded advantage"] = Awac(c => c with { AdvantageMax = 0.2f }),
            ["bounded weights"] = Awac(c => c with { WeightMax = 1.5f }, new() { Weighting = Weighting.Exp }),
            ["small lambda"] = Awac(c => c with { Lambda = 0.3f }),
            ["no decay"] = Awac(c => c with { PolicyWeightDecay = 0 }),
            ["strong decay"] = Awac(c => c with { PolicyWeightDecay = 0.1f }),
            ["narrow deviation, sigmoid"] = Awac(c => c with { LogStdMin = -2, LogStdMax = -1 }),
            ["narrow deviation, clamped"] = Awac(
                c => c with { LogStdMin = -0.2f, LogStdMax = 0.3f }, new() { StandardDeviation = StandardDeviation.Clamped }),
            ["terminals not masked"] = Awac(c => c with { MaskTerminals = false }),
            ["other rates"] = Awac(c => c with { Gamma = 0.9f, Tau = 0.1f, PolicyLearningRate = 1e-2f, CriticLearningRate = 2e-3f }),
            ["sac: terminals not masked"] = Sac(c => c with { MaskTerminals = false }),
            ["sac: target entropy"] = Sac(c => c with { TargetEntropy = 2 }),
            ["sac: narrow deviation"] = Sac(c => c with { LogStdMin = -0.3f, LogStdMax = 0.2f }),
            ["sac: behaviour cloning"] = Sac(c => c with { BehaviourCloningWeight = 0.5f }),
            ["sac: cloning alone at first"] = Sac(c => c with { BehaviourCloningUpdates = 1 }, new() { BehaviourCloningWeight = 0.5f }),
            ["sac: cloning within narrow deviations"] = Sac(c => c with { LogStdMin = -0.3f, LogStdMax = 0.2f }, new() { BehaviourCloningWeight = 2 }),
            ["sac: other rates"] = Sac(c => c with
            {
                Gamma = 0.9f,
                Tau = 0.1f,
                PolicyLearningRate = 1e-2f,
                CriticLearningRate = 2e-3f,
                TemperatureLearningRate = 0.1f,
            }),
            ["iql: terminals not masked"] = Iql(c => c with { MaskTerminals = false }),
            ["iql: expectile below the mean"] = Iql(c => c with { Expectile = 0.2f }),
            ["iql: small beta"] = Iql(c => c with { Beta = 0.1f }),
            ["iql: bounded weights"] = Iql(c => c with { WeightMax = 0.5f }, new() { Beta = 0.3f }),
            ["iql: narrow deviation"] = Iql(c => c with { LogStdMin = -0.2f, LogStdMax = 0.3f }),
            ["iql: other rates"] = Iql(c => c with
            {
                Gamma = 0.9f,
                Tau = 0.1f,
                PolicyLearningRate = 1e-2f,
                CriticLearningRate = 2e-3f,
                ValueLearningRate = 5e-3f,
            }),
            ["td3-bc: terminals not masked"] = Td3Bc(c => c with { MaskTerminals = false }),
            ["td3-bc: alpha"] = Td3Bc(c => c with { Alpha = 0.4f }),
            ["td3-bc: policy in every update"] = Td3Bc(c => c with { PolicyDelay = 1 }),
            ["td3-bc: policy in every third update"] = Td3Bc(c => c with { PolicyDelay = 3 }),
            ["td3-bc: target noise"] = Td3Bc(c => c with { TargetNoise = 0.5f }),
            ["td3-bc: target noise clipped"] = Td3Bc(c => c with { TargetNoiseClip = 0.1f }),
            ["td3-bc: other rates"] = Td3Bc(c => c with { Gamma = 0.9f, Tau = 0.1f, PolicyLearningRate = 1e-2f, CriticLearningRate = 2e-3f }),
            ["rlpd: without layer norm"] = Rlpd(c => c with { CriticLayerNorm = false }),
            ["rlpd: seven critics"] = Rlpd(c => c with { Critics = 7 }),
            ["rlpd: least of one"] = Rlpd(c => c with { TargetCritics = 1 }),
            ["rlpd: least of all"] = Rlpd(c => c with { TargetCritics = 3 }),
            ["rlpd: policy in every update"] = Rlpd(c => c with { CriticSteps = 1 }),
            ["rlpd: no entropy in targets"] = Rlpd(c => c with { EntropyBackup = false }),
            ["rlpd: target entropy"] = Rlpd(c => c with { TargetEntropy = 2 }),
            ["rlpd: other rates"] = Rlpd(c => c with
            {
                Gamma = 0.9f,
                Tau = 0.1f,
                PolicyLearningRate = 1e-2f,
                CriticLearningRate = 2e-3f,
                TemperatureLearningRate = 0.1f,
            }),
            ["rebrac: without layer norm"] = Rebrac(c => c with { CriticLayerNorm = false }),
            ["rebrac: penalties"] = Rebrac(c => c with { PolicyPenalty = 0.2f, CriticPenalty = 0.7f }),
            ["rebrac: policy in every update"] = Rebrac(c => c with { PolicyDelay = 1 }),
            ["rebrac: target noise"] = Rebrac(c => c with { TargetNoise = 0.5f, TargetNoiseClip = 0.1f }),
            ["rebrac: other rates"] = Rebrac(c => c with { Gamma = 0.9f, Tau = 0.1f, PolicyLearningRate = 1e-2f, CriticLearningRate = 2e-3f }),
            ["awr: large lambda"] = Awr(c => c with { Lambda = 5 }),
            ["awr: bounded weights"] = Awr(c => c with { WeightMax = 1.5f }),
            ["awr: value in every update"] = Awr(c => c with { ValueInterval = 1 }),
            ["awr: other rates"] = Awr(c => c with { PolicyLearningRate = 1e-2f, CriticLearningRate = 2e-3f }),
            ["marwil: small beta"] = Marwil(c => c with { Beta = 0.1f }),
            ["marwil: bounded weights"] = Marwil(c => c with { WeightMax = 1.5f }),
            ["marwil: fast scale"] = Marwil(c => c with { SquaredAdvantageRate = 0.5f }),
            ["marwil: other rates"] = Marwil(c => c with { PolicyLearningRate = 1e-2f, CriticLearningRate = 2e-3f }),
            ["crr: binary filter"] = Crr(c => c with { Filter = CrrFilter.Binary }),
            ["crr: one action for the value"] = Crr(c => c with { ValueActions = 1 }),
            ["crr: six actions for the value"] = Crr(c => c with { ValueActions = 6 }),
            ["crr: targets in every update"] = Crr(c => c with { TargetPeriod = 1 }),
            ["crr: small lambda"] = Crr(c => c with { Lambda = 0.3f }),
            ["cql: best of several next actions"] = Cql(c => c with { MaxBackup = true }),
            ["cql: one action of each kind"] = Cql(c => c with { ConservativeActions = 1 }),
            ["cql: small weight"] = Cql(c => c with { ConservativeWeight = 0.1f }),
            ["cql: target entropy"] = Cql(c => c with { TargetEntropy = 2 }),
            ["cql: three critics, least of two"] = Cql(c => c with { Critics = 3 }),
            ["cql: three critics, least of all"] = Cql(c => c with { Critics = 3, TargetCritics = 3, MaxBackup = true }),
            ["cql: layer norm"] = Cql(c => c with { CriticLayerNorm = true }, new() { ConservativeWeight = 0.5f }), // with more, what is left of an output's gradient is rounding
            ["cql: other rates"] = Cql(c => c with { Gamma = 0.9f, Tau = 0.1f, PolicyLearningRate = 1e-2f, CriticLearningRate = 2e-3f }),
            ["cal-ql: returns stop"] = (Small(FewActions), Small(FewActions with { CutReturn = CutReturn.Stop })),
            ["dqn: double"] = Dqn(c => c with { DoubleQ = true }),
            ["dqn: three rewards"] = Dqn(c => c with { ReturnSteps = 3 }),
            ["dqn: huber"] = Dqn(c => c with { DifferenceLoss = DifferenceLoss.Huber }),
            ["dqn: terminals not masked"] = Dqn(c => c with { MaskTerminals = false }),
            ["dqn: other rates"] = Dqn(c => c with { Gamma = 0.9f, CriticLearningRate = 2e-3f, TargetUpdates = 1 }),
            ["brac: no penalty in targets"] = (Small(QuickBrac), Small(QuickBrac with { ValuePenalty = false })),
            ["brac: one action"] = (Small(QuickBrac), Small(QuickBrac with { DivergenceActions = 1 })),
            ["crr: other rates"] = Crr(c => c with { Gamma = 0.9f, PolicyLearningRate = 1e-2f, CriticLearningRate = 2e-3f }),
            ["awac of choices: three rewards"] = Choices(new AwacConfig(), c => c with { ReturnSteps = 3 }),
            ["awac of choices: exp"] = Choices(new AwacConfig(), c => c with { Weighting = Weighting.Exp }),
            ["awac of choices: whiten"] = Choices(new AwacConfig(), c => c with { Weighting = Weighting.Whiten }),
            ["awac of choices: step"] = Choices(new AwacConfig(), c => c with { Weighting = Weighting.Step }),
            ["awac of choices: critics after their step"] = Choices(new AwacConfig(), c => c with { AdvantageCritics = AdvantageCritics.AfterStep }),
            ["awac of choices: bounded advantage"] = Choices(new AwacConfig(), c => c with { AdvantageMax = 0.2f }),
            ["awac of choices: bounded weights"] = Choices(new AwacConfig { Weighting = Weighting.Exp }, c => c with { WeightMax = 1.2f }),
            ["awac of choices: small lambda"] = Choices(new AwacConfig(), c => c with { Lambda = 0.3f }),
            ["awac of choices: terminals not masked"] = Choices(new AwacConfig(), c => c with { MaskTerminals = false }),
            ["awac of choices: other rates"] = Choices(new AwacConfig(), c => c with { Gamma = 0.9f, Tau = 0.1f, PolicyWeightDecay = 0.1f }),
            ["iql of choices: expectile"] = Choices(new IqlConfig(), c => c with { Expectile = 0.9f }),
            ["iql of choices: small beta"] = Choices(new IqlConfig(), c => c with { Beta = 0.1f }),
            ["iql of choices: bounded weights"] = Choices(new IqlConfig { Beta = 0.3f }, c => c with { WeightMax = 0.5f }),
            ["bc of choices: strong decay"] = Choices(new BcConfig(), c => c with { PolicyWeightDecay = 0.1f }),
        };

    /// <summary>The same of algorithms and values that have no fused learner.</summary>
    public static IReadOnlyDictionary<string, (LearnerCase Without, LearnerCase With)> TorchOptions { get; } =
        new Dictionary<string, (LearnerCase Without, LearnerCase With)>
        {
            ["awac: exp with Z"] = Awac(c => c with { PartitionActions = 4 }, new() { Weighting = Weighting.Exp }),
            ["awac: softmax with Z of one action"] = Awac(c => c with { PartitionActions = 1, AdvantageCritics = AdvantageCritics.AfterStep }),
            ["awac: actions of the behaviour model"] = Awac(c => c with { ImprovedActions = ImprovedActions.Behaviour }),
            ["bear: three rewards"] = Bear(c => c with { ReturnSteps = 3 }),
            ["abm: three rewards"] = Abm(c => c with { ReturnSteps = 3 }),
            ["bear: critics from the first update on"] = Bear(c => c with { MmdUpdates = 0 }),
            ["bear: high threshold"] = Bear(c => c with { MmdThreshold = 2 }),
            ["bear: narrow kernel"] = Bear(c => c with { MmdSigma = 0.3f }),
            ["bear: one action of each"] = Bear(c => c with { MmdActions = 1, TargetActions = 1 }),
            ["bear: least critic alone"] = Bear(c => c with { LeastShare = 1 }),
            ["bear: bounded multiplier"] = Bear(c => c with { LogMultiplierMax = -0.5f }),
            ["bear: no divergence of latents"] = Bear(c => c with { VaeKlWeight = 0 }),
            ["abm: one action"] = Abm(c => c with { ActionSamples = 1 }),
            ["abm: narrow deviation"] = Abm(c => c with { LogStdMin = -0.3f, LogStdMax = 0.2f }),
            ["abm: other divergence"] = Abm(c => c with { PriorDivergence = 2, EtaLearningRate = 0.1f }),
            ["abm: other rates"] = Abm(c => c with { PriorLearningRate = 1e-2f, Tau = 0.5f, MaskTerminals = false }),
            ["reinforce: no baseline"] = OnPolicy(new ReinforceConfig(), c => c with { Baseline = false }),
            ["reinforce: longer regression"] = OnPolicy(new ReinforceConfig(), c => c with { BaselineEpochs = 11, BaselineBatchSize = 2 }),
            ["reinforce: other rates"] = OnPolicy(new ReinforceConfig(), c => c with { Gamma = 0.9f, PolicyLearningRate = 1e-2f, CriticLearningRate = 2e-3f }),
            ["reinforce: terminals not masked"] = OnPolicy(new ReinforceConfig(), c => c with { MaskTerminals = false }),
            ["reinforce: narrow deviation"] = OnPolicy(new ReinforceConfig(), c => c with { LogStdMin = -0.2f, LogStdMax = 0.3f }),
            ["a2c: one step"] = OnPolicy(new A2cConfig(), c => c with { GaeLambda = 0 }),
            ["a2c: standardised"] = OnPolicy(new A2cConfig(), c => c with { StandardiseAdvantages = true }),
            ["a2c: entropy"] = OnPolicy(new A2cConfig(), c => c with { EntropyCoefficient = 0.1f }),
            ["a2c: long gradient"] = OnPolicy(new A2cConfig(), c => c with { GradientNormMax = 1e3f }),
            ["a2c: value coefficient"] = OnPolicy(new A2cConfig(), c => c with { ValueCoefficient = 1 }),
            ["dapg: one step"] = OnPolicy(new DapgConfig(), c => c with { GaeLambda = 0 }),
            ["dapg: long step"] = OnPolicy(new DapgConfig(), c => c with { StepLength = 0.5f }),
            ["dapg: few iterations"] = OnPolicy(new DapgConfig(), c => c with { ConjugateIterations = 2 }),
            ["dapg: strong damping"] = OnPolicy(new DapgConfig(), c => c with { Damping = 1 }),
            ["dapg: heavy demonstrations"] = OnPolicy(new DapgConfig(), c => c with { DemonstrationWeight = 1 }),
            ["dapg: demonstrations fade"] = OnPolicy(new DapgConfig(), c => c with { DemonstrationDecay = 0.1f }),
            ["bear: narrow deviation"] = Bear(c => c with { LogStdMin = -0.3f, LogStdMax = 0.2f }),
        };

    /// <summary>Batches of 1, 7 and 257, widths of 1 to 512, 1 to 5 layers, networks of unequal widths, single dimensions.</summary>
    public static IReadOnlyDictionary<string, LearnerCase> Sizes { get; } = new (int Obs, int Act, int Batch, int[] Policy, int[] Critic)[]
    {
        (1, 1, 1, [1], [1]),
        (1, 1, 7, [16], [9, 13]),
        (5, 2, 1, [12, 16], [10, 8]),
        (17, 6, 257, [31, 33], [33, 31]),
        (3, 1, 257, [512], [512]),
        (4, 3, 7, [512, 1, 16], [1, 512]),
        (2, 9, 7, [16, 3, 64, 7, 33], [33, 7, 64, 3, 16]),
        (45, 24, 33, [40, 40, 40, 40], [48]),
        (1, 2, 256, [64, 64, 64], [64, 64, 64]),
    }.SelectMany(size => OfAllFused(hasWideCritics: size.Critic.Min() > 3, size.Obs, size.Batch)
        .Select(config => new LearnerCase(config, size.Obs, size.Act, size.Batch))
        .Concat(size.Act == 1 ? [] : OfBothActionSpaces.Select(config => new LearnerCase(config, size.Obs, size.Act, size.Batch) { HasChoices = true })) // of a single choice there is nothing to learn
        .Select(learned => learned with { Config = learned.Config.On(size.Policy, size.Critic, offlineBatch: size.Batch, onlineBatch: size.Batch + 3) }))
        .ToDictionary(Name);

    /// <summary>Every preset of every algorithm as it is, on small networks.</summary>
    public static IReadOnlyDictionary<string, LearnerCase> Presets { get; } =
        AlgorithmRegistry.Presets.ToDictionary(preset => preset.Key, preset => Small(preset.Value.Config));

    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, LearnerCase> All { get; } = Forms
        .Concat(Options.Select(o => KeyValuePair.Create(o.Key, o.Value.With)))
        .Concat(Sizes)
        .Append(new("sac", Small(new SacConfig())))
        .Append(new("iql", Small(new IqlConfig())))
        .Append(new("bc", Small(new BcConfig())))
        .Append(new("bc, clamped and linear", Small(new BcConfig { MeanActivation = MeanActivation.Linear, StandardDeviation = StandardDeviation.Clamped })))
        .Append(new("td3-bc", Small(new Td3BcConfig())))
        .Append(new("rlpd", Small(FewCritics)))
        .Append(new("wsrl", Small(new WsrlConfig { Critics = 3, CriticSteps = 2 })))
        .Append(new("rebrac", Small(new RebracConfig())))
        .Append(new("awr", Small(new AwrConfig())))
        .Append(new("marwil", Small(new MarwilConfig())))
        .Append(new("crr", Small(QuickCrr)))
        .Append(new("cql", Small(new CqlConfig { ConservativeActions = 3 })))
        .Append(new("cal-ql", Small(FewActions)))
        .Append(new("brac", Small(QuickBrac)))
        .Append(new("dqn", Small(new DqnConfig { TargetUpdates = 2 })))
        .Concat(OfBothActionSpaces.Select(config => KeyValuePair.Create($"{config.Algorithm} of choices", Small(config) with { HasChoices = true })))
        .ToDictionary();

    /// <summary>With a policy's step in every other update. A norm over very few units leaves next to nothing of them, so the narrowest go without.</summary>
    private static RlpdConfig FewCritics => new() { Critics = 3, CriticSteps = 2 };

    /// <summary>
    /// Every algorithm with a fused learner. BRAC goes without many rows on few observations: it asks densities of samples a = tanh(u), and where |u| is large,
    /// as in some of those, the u of an a is rounding, and so are gradients.
    /// </summary>
    private static AlgorithmConfig[] OfAllFused(bool hasWideCritics, int observations, int batch) =>
    [
        AwacPresets.RlkitLocomotion,
        AwacPresets.Corl,
        new SacConfig(),
        new IqlConfig(),
        new Td3BcConfig(),
        new BcConfig(),
        FewCritics with { CriticLayerNorm = hasWideCritics },
        new RebracConfig { CriticLayerNorm = hasWideCritics },
        new AwrConfig { ValueInterval = 2 },
        new MarwilConfig(),
        QuickCrr,
        new CqlConfig { ConservativeActions = 2 },
        FewActions with { MaxBackup = true },
        new DqnConfig { TargetUpdates = 1, DoubleQ = observations > 3 },
        .. observations <= 3 && batch > 200 ? (AlgorithmConfig[])[] : [QuickBrac],
    ];

    /// <summary>Algorithms that take choices as well as actions in a box.</summary>
    private static AlgorithmConfig[] OfBothActionSpaces => [new AwacConfig(), new IqlConfig(), new BcConfig()];

    /// <summary>With few updates that have no critics in the policy's loss.</summary>
    private static BracConfig QuickBrac => new() { BehaviourUpdates = 1 };

    private static BearConfig QuickBear => new() { MmdUpdates = 1, VaeHidden = [13, 10], MmdThreshold = 0.2f };

    private static LearnerCase Small(AlgorithmConfig config) =>
        new(config.On([16, 12], [14, 11], offlineBatch: 7, onlineBatch: 7), Observations: 5, Actions: 3, Batch: 7);

    private static (LearnerCase Without, LearnerCase With) Choices<TConfig>(TConfig without, Func<TConfig, TConfig> option)
        where TConfig : AlgorithmConfig => (Small(without) with { HasChoices = true }, Small(option(without)) with { HasChoices = true });

    private static (LearnerCase Without, LearnerCase With) Awac(Func<AwacConfig, AwacConfig> option, AwacConfig? of = null) =>
        (Small(of ?? new AwacConfig()), Small(option(of ?? new AwacConfig())));

    private static (LearnerCase Without, LearnerCase With) Sac(Func<SacConfig, SacConfig> option, SacConfig? of = null) =>
        (Small(of ?? new SacConfig()), Small(option(of ?? new SacConfig())));

    private static (LearnerCase Without, LearnerCase With) Iql(Func<IqlConfig, IqlConfig> option, IqlConfig? of = null) =>
        (Small(of ?? new IqlConfig()), Small(option(of ?? new IqlConfig())));

    private static (LearnerCase Without, LearnerCase With) Td3Bc(Func<Td3BcConfig, Td3BcConfig> option) =>
        (Small(new Td3BcConfig()), Small(option(new Td3BcConfig())));

    private static (LearnerCase Without, LearnerCase With) Rlpd(Func<RlpdConfig, RlpdConfig> option) =>
        (Small(FewCritics), Small(option(FewCritics)));

    /// <summary>With targets that move in every other update, so that they move within a test.</summary>
    private static CrrConfig QuickCrr => new() { TargetPeriod = 2, Tau = 0.5f };

    private static (LearnerCase Without, LearnerCase With) Awr(Func<AwrConfig, AwrConfig> option) =>
        (Small(new AwrConfig { ValueInterval = 2 }), Small(option(new AwrConfig { ValueInterval = 2 })));

    private static (LearnerCase Without, LearnerCase With) Marwil(Func<MarwilConfig, MarwilConfig> option) =>
        (Small(new MarwilConfig()), Small(option(new MarwilConfig())));

    private static (LearnerCase Without, LearnerCase With) Crr(Func<CrrConfig, CrrConfig> option) => (Small(QuickCrr), Small(option(QuickCrr)));

    /// <summary>With a discount at which returns that go on are of the order of the values.</summary>
    private static CalQlConfig FewActions => new() { ConservativeActions = 3, Gamma = 0.8f };

    private static (LearnerCase Without, LearnerCase With) OnPolicy<TConfig>(TConfig without, Func<TConfig, TConfig> option)
        where TConfig : AlgorithmConfig => (Small(without), Small(option(without)));

    private static (LearnerCase Without, LearnerCase With) Abm(Func<AbmConfig, AbmConfig> option) =>
        (Small(new AbmConfig { ActionSamples = 3 }), Small(option(new AbmConfig { ActionSamples = 3 })));

    private static (LearnerCase Without, LearnerCase With) Dqn(Func<DqnConfig, DqnConfig> option) =>
        (Small(new DqnConfig { TargetUpdates = 2 }), Small(option(new DqnConfig { TargetUpdates = 2 })));

    private static (LearnerCase Without, LearnerCase With) Bear(Func<BearConfig, BearConfig> option) => (Small(QuickBear), Small(option(QuickBear)));

    private static (LearnerCase Without, LearnerCase With) Cql(Func<CqlConfig, CqlConfig> option, CqlConfig? from = null)
    {
        var without = (from ?? new()) with { ConservativeActions = 3 };
        return (Small(without), Small(option(without)));
    }

    private static (LearnerCase Without, LearnerCase With) Rebrac(Func<RebracConfig, RebracConfig> option) =>
        (Small(new RebracConfig()), Small(option(new RebracConfig())));

    private static string Name(LearnerCase learned) =>
        $"{(learned.Config is AwacConfig { Weighting: var weighting } ? $"awac {weighting}" : learned.Config.Algorithm)}{(learned.HasChoices ? " of choices" : "")}, batch {learned.Batch}, "
        + $"{learned.Observations} and {learned.Actions} dimensions, "
        + $"policy [{string.Join(' ', learned.Config.PolicyHidden)}], critics [{string.Join(' ', (learned.Config as ValueConfig)?.CriticHidden ?? [])}]";
}
