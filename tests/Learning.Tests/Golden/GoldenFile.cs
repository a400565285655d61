using System.Globalization;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.A2c;
using AwacAkka.Learning.Algorithms.Abm;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Awr;
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
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Tests.Golden;

/// <summary>One file of make_golden.py: a start state, ten batches with their noise, and the true outcome of ten updates.</summary>
public sealed class GoldenFile
{
    /// <summary>Room that the batches have beyond their size; it is filled with NaN, which no learner may read.</summary>
    private const int Spare = 4;

    private readonly IReadOnlyDictionary<string, StateTensor> _tensors;
    private readonly string _algorithm;

    private GoldenFile(
        AlgorithmConfig config, IReadOnlyDictionary<string, StateTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Config = config;
        _tensors = tensors;
        _algorithm = metadata["algorithm"];
        MetricNames = metadata["metrics"].Split(',');
        var shape = tensors["batch.observations"].Shape;
        (Updates, BatchSize, ObservationDimension) = (shape[0], shape[1], shape[2]);
        ActionDimension = tensors["batch.actions"].Shape[2];
        Choices = metadata.TryGetValue("choices", out var choices) ? int.Parse(choices, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Configurations by file name: the presets with the generator's small networks, and SAC with tighter deviations.</summary>
    public static IReadOnlyDictionary<string, AlgorithmConfig> Configs { get; } = new Dictionary<string, AlgorithmConfig>
    {
        ["awac-rlkit-locomotion"] = AwacPresets.RlkitLocomotion with
        {
            PolicyHidden = [16, 12, 9, 14],
            CriticHidden = [16, 11],
        },
        ["awac-rlkit-hand"] = AwacPresets.RlkitHand with { PolicyHidden = [16, 12], CriticHidden = [16, 11] },
        ["awac-corl"] = AwacPresets.Corl with { PolicyHidden = [16, 12, 14], CriticHidden = [16, 11, 13] },
        ["awac-partition"] = Ablated with { Weighting = Weighting.Exp, Lambda = 0.3f, WeightMax = 1.8f, PartitionActions = 3, ImprovedActions = ImprovedActions.Behaviour },
        ["awac-whiten"] = Ablated with { Weighting = Weighting.Whiten, Lambda = 0.8f },
        ["sac"] = new SacConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], LogStdMin = -2, LogStdMax = 0.5f },
        ["sac-bc"] = new SacConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            LogStdMin = -2,
            LogStdMax = 0.5f,
            BehaviourCloningWeight = 0.7f,
            BehaviourCloningUpdates = 3,
        },
        ["iql"] = new IqlConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], WeightMax = 20 },
        ["bc"] = AlgorithmRegistry.Presets["bc-rlkit-hand"].Config with { PolicyHidden = [16, 12] },
        ["td3-bc"] = new Td3BcConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], NormaliseObservations = true },
        ["rlpd"] = new RlpdConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            LogStdMin = -2,
            LogStdMax = 0.5f,
            Critics = 3,
            CriticSteps = 2,
        },
        ["wsrl"] = new WsrlConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            PolicyLearningRate = 3e-4f,
            TemperatureLearningRate = 3e-4f,
            LogStdMin = -2,
            LogStdMax = 0.5f,
            Critics = 4,
        },
        ["rebrac"] = new RebracConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], PolicyPenalty = 0.05f, CriticPenalty = 0.5f },
        ["awr"] = new AwrConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], Lambda = 0.6f, WeightMax = 3, ValueInterval = 2 },
        ["marwil"] = new MarwilConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], Beta = 1.5f, WeightMax = 3, SquaredAdvantageRate = 0.1f },
        ["crr-exp"] = Crr,
        ["crr-binary"] = Crr with { Filter = CrrFilter.Binary },
        ["brac"] = new BracConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            LogStdMin = -2,
            LogStdMax = 0.5f,
            DivergenceActions = 3,
            BehaviourUpdates = 4,
            BehaviourLearningRate = 3e-4f,
        },
        ["bear"] = new BearConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            VaeHidden = [13, 10],
            LogStdMin = -2,
            LogStdMax = 0.5f,
            TargetActions = 4,
            MmdActions = 3,
            MmdThreshold = 0.3f,
            MmdSigma = 0.6f,
            MmdUpdates = 4,
            MultiplierLearningRate = 3e-4f,
            LogMultiplierMax = 0.2015f,
            VaeLearningRate = 3e-4f,
        },
        ["abm"] = new AbmConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            LogStdMin = -2,
            LogStdMax = 0.5f,
            ActionSamples = 4,
            PriorDivergence = 0.5f,
            EtaLearningRate = 3e-4f,
        },
        ["reinforce"] = new ReinforceConfig { Baseline = false, PolicyHidden = [16, 12] },
        ["reinforce-baseline"] = new ReinforceConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], BaselineEpochs = 3, BaselineBatchSize = 4 },
        ["a2c"] = new A2cConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], GaeLambda = 0.9f, EntropyCoefficient = 0.01f },
        ["a2c-standardised"] = new A2cConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], StandardiseAdvantages = true, GradientNormMax = 100 },
        ["dapg"] = new DapgConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            BaselineEpochs = 2,
            BaselineBatchSize = 4,
            DemonstrationWeight = 0.1f,
            DemonstrationDecay = 0.9f,
            StepLength = 0.002f,
            Damping = 0.1f,
        },
        ["awac-discrete"] = AwacPresets.RlkitLocomotion with { PolicyHidden = [16, 12], CriticHidden = [16, 11] },
        ["awac-discrete-exp"] = Ablated with { Weighting = Weighting.Exp, Lambda = 0.5f, AdvantageMax = 1.5f, AdvantageCritics = AdvantageCritics.AfterStep },
        ["iql-discrete"] = new IqlConfig { PolicyHidden = [16, 12], CriticHidden = [16, 11], Expectile = 0.8f, Beta = 1, WeightMax = 2 },
        ["bc-discrete"] = AlgorithmRegistry.Presets["bc-rlkit-hand"].Config with { PolicyHidden = [16, 12] },
        ["dqn"] = Dqn,
        ["dqn-double"] = Dqn with { DoubleQ = true, ReturnSteps = 3, DifferenceLoss = DifferenceLoss.Huber },
        ["cql"] = new CqlConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            LogStdMin = -2,
            LogStdMax = 0.5f,
            ConservativeActions = 4,
        },
        ["cql-ensemble"] = new CqlConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            LogStdMin = -2,
            LogStdMax = 0.5f,
            ConservativeActions = 4,
            Critics = 3,
            CriticLayerNorm = true,
            MaxBackup = true,
        },
        ["cal-ql"] = new CalQlConfig
        {
            PolicyHidden = [16, 12],
            CriticHidden = [16, 11],
            LogStdMin = -2,
            LogStdMax = 0.5f,
            ConservativeActions = 4,
            MaxBackup = true,
        },
    };

    private static DqnConfig Dqn => new() { CriticHidden = [16, 11], CriticLearningRate = 3e-4f, TargetUpdates = 3, EpsilonEnd = 0.1f, EpsilonUpdates = 8 };

    private static AwacConfig Ablated => new() { PolicyHidden = [16, 12], CriticHidden = [16, 11], WeightMax = 3, PolicyWeightDecay = 0 };

    private static CrrConfig Crr => new()
    {
        PolicyHidden = [16, 12],
        CriticHidden = [16, 11],
        Lambda = 0.7f,
        WeightMax = 4,
        ValueActions = 3,
        TargetPeriod = 3,
        Tau = 0.5f,
    };

    public AlgorithmConfig Config { get; }

    public IReadOnlyList<string> MetricNames { get; }

    public int Updates { get; }

    public int BatchSize { get; }

    public int ObservationDimension { get; }

    public int ActionDimension { get; }

    public int Choices { get; }

    public Dimensions Dimensions => new(ObservationDimension, ActionDimension) { Choices = Choices };

    public static GoldenFile Read(string name)
    {
        using var stream = typeof(GoldenFile).Assembly.GetManifestResourceStream($"Golden/{name}.safetensors")
            ?? throw new FileNotFoundException($"no golden file '{name}' is embedded in the tests");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var (tensors, metadata) = Safetensors.Read(bytes.ToArray());
        return new GoldenFile(Configs[name], tensors, metadata);
    }

    /// <summary>The state after 0, 1 or 10 updates.</summary>
    public TrainingState State(int updates) => new(_algorithm, updates, WithPrefix($"state{updates}."));

    /// <summary>The learner on TorchSharp before the first update.</summary>
    public ILearner Torch(int threads = 2) =>
        AlgorithmRegistry.Of(Config).Torch(Config, new LearnerContext(Dimensions, State(0), new LearnerExecution(threads)));

    /// <summary>Gradients of the first update's losses by parameter, without weight decay.</summary>
    public IReadOnlyDictionary<string, StateTensor> Gradients() => WithPrefix("grad.");

    /// <summary>A metric's values, one per update.</summary>
    public float[] Metric(string name) => _tensors[$"metrics.{name}"].Data;

    /// <summary>What an update is given.</summary>
    public (TransitionBatch Batch, UpdateNoise Noise) Inputs(int update)
    {
        var plan = AlgorithmRegistry.BatchesOf(Config);
        var batch = plan.NewBatch(BatchSize + Spare, Dimensions);
        batch.Size = BatchSize;
        var noise = new UpdateNoise(BatchSize + Spare, ActionDimension, plan);
        Fill(batch.Observations, "batch.observations", update);
        Fill(batch.Actions, "batch.actions", update);
        Fill(batch.Rewards, "batch.rewards", update);
        Fill(batch.NextObservations, "batch.next_observations", update);
        Fill(batch.Terminated, "batch.terminated", update);
        if (plan.Columns.HasFlag(BatchColumns.NextAction))
        {
            Fill(batch.NextActions, "batch.next_actions", update);
            Fill(batch.HasNextAction, "batch.has_next_action", update);
        }

        if (plan.AllColumns.HasFlag(BatchColumns.Steps))
        {
            Fill(batch.Rewards, "batch.returns", update);
            Fill(batch.Discounts, "batch.return_discounts", update);
            Fill(batch.NextObservations, "batch.last_observations", update);
        }

        if (plan.Columns.HasFlag(BatchColumns.Return))
        {
            Fill(batch.Returns, "batch.returns", update);
            Fill(batch.ReturnDiscounts, "batch.return_discounts", update);
            Fill(batch.LastRewards, "batch.last_rewards", update);
            Fill(batch.LastObservations, "batch.last_observations", update);
        }

        if (plan.Fresh is not null)
        {
            Fill(batch.GoesOn, "batch.goes_on", update);
            batch.Fresh = (int)_tensors["batch.fresh"].Data[update];
        }

        foreach (var draw in noise.Draws)
        {
            Fill(noise[draw], $"noise.{draw.Name}", update);
        }

        for (var i = 0; i < noise.TargetCritics.Length && _tensors.ContainsKey("noise.target_critics"); i++) // else all count
        {
            noise.TargetCritics[i] = (int)_tensors["noise.target_critics"].Data[update * noise.TargetCritics.Length + i];
        }

        return (batch, noise);
    }

    private void Fill(float[] target, string name, int update)
    {
        var data = _tensors[name].Data;
        var length = data.Length / Updates;
        Array.Fill(target, float.NaN);
        Array.Copy(data, update * length, target, 0, length);
    }

    private Dictionary<string, StateTensor> WithPrefix(string prefix) => _tensors
        .Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(t => t.Key[prefix.Length..], t => t.Value);
}
