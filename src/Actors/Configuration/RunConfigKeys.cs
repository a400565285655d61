using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Faults;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Actors.Configuration;

/// <summary>Every key of the configuration, once: reading, writing and the check for unknown keys all go by this table.</summary>
internal static class RunConfigKeys
{
    /// <summary>Chooses what <see cref="RunConfig.Algorithm"/> starts from, so it is read before all others.</summary>
    public const string AlgorithmName = "algorithm.name";

    /// <summary>See <see cref="AlgorithmName"/>.</summary>
    public const string AlgorithmPreset = "algorithm.preset";

    /// <summary>Chooses what <see cref="RunConfig.OnlineAlgorithm"/> starts from; none where there is no other.</summary>
    public const string OnlineAlgorithmName = "online.algorithm.name";

    /// <summary>See <see cref="OnlineAlgorithmName"/>.</summary>
    public const string OnlineAlgorithmPreset = "online.algorithm.preset";

    /// <summary>The name of no algorithm online but the one of both phases.</summary>
    public const string NoAlgorithm = "none";

    /// <summary>The preset that an algorithm lists first.</summary>
    public const string DefaultPreset = "default";

    /// <summary>What is loaded before ids are looked up.</summary>
    public const string EnvironmentAssembly = "environment.assembly";

    /// <summary>What earlier versions did without.</summary>
    public const string FlushDenormals = "learner.flush-denormals";

    /// <summary>Earlier versions took all actions as they are.</summary>
    public const string ActionUnits = "dataset.action-units";

    /// <summary>Which columns of a dataset make an observation.</summary>
    public const string ObservationColumns = "dataset.observation-columns";

    private const int MaxSlots = 1024;

    private static readonly ConfigKind<string> Device = ConfigKinds.OfText(
        "auto, cpu, torch-cpu or cuda:N with N from 0 to 255",
        text => text is "auto" or "cpu" or "torch-cpu" || IsGpu(text) ? ConfigKinds.Ok(text) : default,
        ConfigKinds.Quote);

    private static readonly ConfigKind<ColumnRanges?> Columns = ConfigKinds.OfText(
        "columns from 0 on, each once, such as \"0-26\" or \"0-26,40\", or nothing for all",
        text => text.Length == 0 || ColumnRanges.Parse(text) is not null ? ConfigKinds.Ok(ColumnRanges.Parse(text)) : default,
        columns => ConfigKinds.Quote(columns?.Text ?? string.Empty));

    /// <summary>All keys.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        ConfigKey.Of(
            "environment.id", ConfigKinds.Text, c => c.Environment.Id,
            (c, v) => c with { Environment = c.Environment with { Id = v } }),
        ConfigKey.Of(
            EnvironmentAssembly,
            ConfigKinds.Texts,
            c => c.Environment.Assemblies,
            (c, v) => c with { Environment = c.Environment with { Assemblies = v } }),
        ConfigKey.Of("dataset.path", ConfigKinds.OptionalText, c => c.Dataset.Path, (c, v) => c with { Dataset = c.Dataset with { Path = v } }),
        ConfigKey.Of(
            ActionUnits, ConfigKinds.Choice<ActionUnits>(), c => c.Dataset.ActionUnits,
            (c, v) => c with { Dataset = c.Dataset with { ActionUnits = v } }),
        ConfigKey.Of(
            ObservationColumns, Columns, c => c.Dataset.ObservationColumns,
            (c, v) => c with { Dataset = c.Dataset with { ObservationColumns = v } }),
        ConfigKey.Of(AlgorithmName, ConfigKinds.Text, c => c.Algorithm.Algorithm, (c, _) => c),
        ConfigKey.Of(AlgorithmPreset, ConfigKinds.Text, c => c.Preset, (c, _) => c),
        .. AlgorithmKeys.All,
        ConfigKey.Of(
            "offline.updates", ConfigKinds.Whole(0), c => c.Offline.Updates, (c, v) => c with { Offline = c.Offline with { Updates = v } }),
        ConfigKey.Of(
            "offline.updates-per-round",
            ConfigKinds.Whole(1),
            c => c.Offline.UpdatesPerRound,
            (c, v) => c with { Offline = c.Offline with { UpdatesPerRound = v } }),
        ConfigKey.Of(
            "offline.evaluate-every",
            ConfigKinds.Whole(1),
            c => c.Offline.EvaluateEvery,
            (c, v) => c with { Offline = c.Offline with { EvaluateEvery = v } }),
        ConfigKey.Of("online.steps", ConfigKinds.Whole(0), c => c.Online.Steps, (c, v) => c with { Online = c.Online with { Steps = v } }),
        ConfigKey.Of(
            "online.steps-per-round",
            ConfigKinds.Whole(1),
            c => c.Online.StepsPerRound,
            (c, v) => c with { Online = c.Online with { StepsPerRound = v } }),
        ConfigKey.Of(
            "online.updates-per-step",
            ConfigKinds.PositiveDouble,
            c => c.Online.UpdatesPerStep,
            (c, v) => c with { Online = c.Online with { UpdatesPerStep = v } }),
        ConfigKey.Of(
            "online.random-steps",
            ConfigKinds.Whole(0),
            c => c.Online.RandomSteps,
            (c, v) => c with { Online = c.Online with { RandomSteps = v } }),
        ConfigKey.Of(
            "online.warm-up-steps",
            ConfigKinds.Whole(0),
            c => c.Online.WarmUpSteps,
            (c, v) => c with { Online = c.Online with { WarmUpSteps = v } }),
        Chosen(OnlineAlgorithmName, online => online.Config.Algorithm),
        Chosen(OnlineAlgorithmPreset, online => online.Preset),
        .. AlgorithmKeys.Online,
        ConfigKey.Of(
            "rollouts.workers", ConfigKinds.Whole(1, MaxSlots), c => c.Rollouts.Workers,
            (c, v) => c with { Rollouts = c.Rollouts with { Workers = v } }),
        ConfigKey.Of(
            "rollouts.slots", ConfigKinds.Whole(1, MaxSlots), c => c.Rollouts.Slots,
            (c, v) => c with { Rollouts = c.Rollouts with { Slots = v } }),
        ConfigKey.Of(
            "rollouts.step-timeout",
            ConfigKinds.Duration,
            c => c.Rollouts.StepTimeout,
            (c, v) => c with { Rollouts = c.Rollouts with { StepTimeout = v } }),
        ConfigKey.Of(
            "rollouts.start-timeout",
            ConfigKinds.Duration,
            c => c.Rollouts.StartTimeout,
            (c, v) => c with { Rollouts = c.Rollouts with { StartTimeout = v } }),
        ConfigKey.Of(
            "rollouts.max-failures",
            ConfigKinds.Whole(1),
            c => c.Rollouts.MaxFailures,
            (c, v) => c with { Rollouts = c.Rollouts with { MaxFailures = v } }),
        ConfigKey.Of(
            "rollouts.isolation",
            ConfigKinds.Choice<Isolation>(),
            c => c.Rollouts.Isolation,
            (c, v) => c with { Rollouts = c.Rollouts with { Isolation = v } }),
        Fault("exception", f => f.Exception, (f, v) => f with { Exception = v }),
        Fault("non-finite", f => f.NonFinite, (f, v) => f with { NonFinite = v }),
        Fault("hang", f => f.Hang, (f, v) => f with { Hang = v }),
        Fault("crash", f => f.Crash, (f, v) => f with { Crash = v }),
        Fault("call-hang", f => f.CallHang, (f, v) => f with { CallHang = v }),
        ConfigKey.Of("rounds.pipeline-depth", ConfigKinds.Whole(0, 1), c => c.Rounds.PipelineDepth, (c, v) => c with { Rounds = new(v) }),
        ConfigKey.Of(
            "replay.capacity", ConfigKinds.Whole(1, ReplayBuffer.MaxCapacity), c => c.Replay.Capacity,
            (c, v) => c with { Replay = c.Replay with { Capacity = v } }),
        ConfigKey.Of(
            "replay.keep-history", ConfigKinds.Flag, c => c.Replay.KeepHistory,
            (c, v) => c with { Replay = c.Replay with { KeepHistory = v } }),
        ConfigKey.Of(
            "evaluation.episodes",
            ConfigKinds.Whole(1),
            c => c.Evaluation.Episodes,
            (c, v) => c with { Evaluation = c.Evaluation with { Episodes = v } }),
        ConfigKey.Of(
            "evaluation.every-rounds",
            ConfigKinds.Whole(1),
            c => c.Evaluation.EveryRounds,
            (c, v) => c with { Evaluation = c.Evaluation with { EveryRounds = v } }),
        ConfigKey.Of(
            "evaluation.policy-average",
            ConfigKinds.Optional(ConfigKinds.Number("a number above 0 and at most 1", v => v is > 0 and <= 1)),
            c => c.Evaluation.PolicyAverage,
            (c, v) => c with { Evaluation = c.Evaluation with { PolicyAverage = v } }),
        ConfigKey.Of("learner.device", Device, c => c.Learner.Device, (c, v) => c with { Learner = c.Learner with { Device = v } }),
        ConfigKey.Of(
            "learner.threads", ConfigKinds.Whole(1, 1024), c => c.Learner.Threads,
            (c, v) => c with { Learner = c.Learner with { Threads = v } }),
        ConfigKey.Of(
            "learner.precision", ConfigKinds.Choice<Precision>(), c => c.Learner.Precision,
            (c, v) => c with { Learner = c.Learner with { Precision = v } }),
        ConfigKey.Of(
            FlushDenormals, ConfigKinds.Flag, c => c.Learner.FlushDenormals,
            (c, v) => c with { Learner = c.Learner with { FlushDenormals = v } }),
        ConfigKey.Of(
            "checkpoints.every-rounds",
            ConfigKinds.Whole(1),
            c => c.Checkpoints.EveryRounds,
            (c, v) => c with { Checkpoints = c.Checkpoints with { EveryRounds = v } }),
        ConfigKey.Of(
            "checkpoints.keep", ConfigKinds.Whole(1), c => c.Checkpoints.Keep,
            (c, v) => c with { Checkpoints = c.Checkpoints with { Keep = v } }),
    ];

    /// <summary>The paths of all keys.</summary>
    public static IReadOnlyCollection<string> Paths { get; } = All.Select(k => k.Path).Distinct().ToArray();

    /// <summary>One line per key that applies, sorted.</summary>
    public static string Render(RunConfig config)
    {
        var lines = All
            .Select(key => (key.Path, Text: key.Render(config)))
            .Where(line => line.Text is not null)
            .OrderBy(line => line.Path, StringComparer.Ordinal)
            .Select(line => $"{line.Path} = {line.Text}\n");
        return string.Concat(lines);
    }

    /// <summary>A key that has been read before all others, and is written where there is another algorithm online.</summary>
    private static ConfigKey Chosen(string path, Func<OnlineAlgorithm, string> get) => new(
        path, ConfigKinds.Text.Expected, (config, _) => config, config => config.OnlineAlgorithm is { } online ? ConfigKinds.Quote(get(online)) : null);

    private static ConfigKey Fault(string name, Func<FaultRates, double> get, Func<FaultRates, double, FaultRates> set) => ConfigKey.Of(
        $"faults.{name}", ConfigKinds.Probability, c => get(c.Faults), (c, v) => c with { Faults = set(c.Faults, v) });

    private static bool IsGpu(string device) =>
        device.StartsWith("cuda:", StringComparison.Ordinal) && byte.TryParse(device.AsSpan("cuda:".Length), out _);
}
