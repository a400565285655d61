using System.Security.Cryptography;
using System.Text;
using AwacAkka.Actors.Records;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Faults;
using AwacAkka.Environments.Registry;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Actors.Configuration;

/// <summary>
/// All that a run depends on beside its dataset's content and its seed; read with <see cref="RunConfigLoader"/>. The defaults here are
/// those of <c>hocon/reference.conf</c>, which says what each key means.
/// </summary>
public sealed record RunConfig
{
    /// <summary>What is acted in.</summary>
    public EnvironmentSection Environment { get; init; } = new();

    /// <summary>What is learned from first.</summary>
    public DatasetSection Dataset { get; init; } = new();

    /// <summary>Name of the column of values that <see cref="Algorithm"/> started from.</summary>
    public string Preset { get; init; } = AlgorithmRegistry.All[0].Presets[0].Name;

    /// <summary>The algorithm with all its values, overrides applied.</summary>
    public AlgorithmConfig Algorithm { get; init; } = AlgorithmRegistry.All[0].Presets[0].Config;

    /// <summary>The phase on the dataset.</summary>
    public OfflineSection Offline { get; init; } = new();

    /// <summary>The phase that collects experience.</summary>
    public OnlineSection Online { get; init; } = new();

    /// <summary>How experience is collected.</summary>
    public RolloutsSection Rollouts { get; init; } = new();

    /// <summary>How often calls of environments fail on purpose, in rollouts and evaluations.</summary>
    public FaultRates Faults { get; init; } = FaultRates.None;

    /// <summary>How collecting and training overlap.</summary>
    public RoundsSection Rounds { get; init; } = new();

    /// <summary>The memory of transitions.</summary>
    public ReplaySection Replay { get; init; } = new();

    /// <summary>How the policy is judged.</summary>
    public EvaluationSection Evaluation { get; init; } = new();

    /// <summary>Where updates are computed.</summary>
    public LearnerSection Learner { get; init; } = new();

    /// <summary>What is kept of the weights.</summary>
    public CheckpointsSection Checkpoints { get; init; } = new();

    /// <summary>What trains in the online phase; null where <see cref="Algorithm"/> goes on.</summary>
    public OnlineAlgorithm? OnlineAlgorithm { get; init; }

    /// <summary>What trains in a phase.</summary>
    public AlgorithmConfig AlgorithmIn(RunPhase phase) => phase == RunPhase.Online && OnlineAlgorithm is { } online ? online.Config : Algorithm;

    /// <summary>What trains, the offline phase's first.</summary>
    public IReadOnlyList<AlgorithmConfig> Algorithms => OnlineAlgorithm is { } online ? [Algorithm, online.Config] : [Algorithm];

    /// <summary>What an on-policy algorithm's online updates are given; null where the algorithm is none.</summary>
    internal FreshRound? FreshRound => AlgorithmRegistry.BatchesOf(AlgorithmIn(RunPhase.Online)).Fresh;

    /// <summary>Latest checkpoints of a phase that are kept: a pipeline of depth 1 may have to go back one round more.</summary>
    internal int CheckpointsToKeep => Checkpoints.Keep + Rounds.PipelineDepth;

    /// <summary>The configuration as canonical text: one line per key, sorted; reading it again yields the same configuration.</summary>
    public string ToHocon() => RunConfigKeys.Render(this);

    /// <summary>SHA-256 of <see cref="ToHocon"/> as 64 lower-case hexadecimal digits.</summary>
    public string Hash() => Hash(ToHocon());

    /// <summary>The same of a configuration's text.</summary>
    internal static string Hash(string hocon) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hocon)));
}

/// <summary><c>environment</c>.</summary>
/// <param name="Id">A registered id.</param>
public sealed record EnvironmentSection(string Id = "HalfCheetah-v4")
{
    /// <summary>Full paths of the assemblies that bring environments of the user's own.</summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>Whether its actions are choices.</summary>
    public bool HasChoices => EnvironmentRegistry.HasChoices(Id);
}

/// <summary><c>dataset</c>.</summary>
/// <param name="Path">Absolute path of the file; null for a run without data.</param>
public sealed record DatasetSection(string? Path = null)
{
    /// <summary>What its actions are measured in; decided once it is loaded.</summary>
    public ActionUnits ActionUnits { get; init; }

    /// <summary>The columns that make an observation; null for all.</summary>
    public ColumnRanges? ObservationColumns { get; init; }
}

/// <summary><c>offline</c>.</summary>
/// <param name="Updates">Updates on the dataset alone.</param>
/// <param name="UpdatesPerRound">Updates per round of this phase.</param>
/// <param name="EvaluateEvery">Updates between evaluations.</param>
public sealed record OfflineSection(int Updates = 25_000, int UpdatesPerRound = 1_000, int EvaluateEvery = 5_000);

/// <summary><c>online</c>.</summary>
/// <param name="Steps">Environment steps.</param>
/// <param name="StepsPerRound">Environment steps per round, over all slots.</param>
/// <param name="UpdatesPerStep">Updates per environment step.</param>
/// <param name="RandomSteps">First steps, taken with uniformly random actions and without updates.</param>
public sealed record OnlineSection(int Steps = 200_000, int StepsPerRound = 1_000, double UpdatesPerStep = 1, int RandomSteps = 0)
{
    /// <summary>Steps behind the random ones that are taken with the policy as it is, and without updates.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>Steps before updates begin.</summary>
    public long StepsWithoutUpdates => (long)RandomSteps + WarmUpSteps;

    /// <summary>Updates at the end of a round.</summary>
    public int UpdatesPerRound => (int)Math.Round(StepsPerRound * UpdatesPerStep);
}

/// <summary><c>online.algorithm</c>: another algorithm than the offline phase's, or the same with other values.</summary>
/// <param name="Config">Its values.</param>
/// <param name="Preset">The preset that they started from.</param>
public sealed record OnlineAlgorithm(AlgorithmConfig Config, string Preset);

/// <summary><c>rollouts</c>.</summary>
/// <param name="Workers">Environments that run at a time; of no influence on results.</param>
/// <param name="Slots">Environment streams per round.</param>
/// <param name="StepTimeout">Longest time that one environment step, reset, saved or restored state may take.</param>
/// <param name="MaxFailures">Failures in a row after which a slot is quarantined.</param>
/// <param name="Isolation">What a failing environment can take with it; of no influence on results.</param>
/// <param name="StartTimeout">Longest time that an environment may take to be made, and to be freed.</param>
public sealed record RolloutsSection(
    int Workers = 2, int Slots = 4, TimeSpan StepTimeout = default, int MaxFailures = 5, Isolation Isolation = Isolation.Thread,
    TimeSpan StartTimeout = default)
{
    /// <summary>Longest time that one environment step, reset, saved or restored state may take.</summary>
    public TimeSpan StepTimeout { get; init; } = StepTimeout == default ? TimeSpan.FromSeconds(10) : StepTimeout;

    /// <summary>Longest time that an environment may take to be made, and to be freed.</summary>
    public TimeSpan StartTimeout { get; init; } = StartTimeout == default ? TimeSpan.FromSeconds(60) : StartTimeout;
}

/// <summary>Where workers live.</summary>
public enum Isolation
{
    /// <summary>On threads of this process: a crash in native code ends the run.</summary>
    Thread,

    /// <summary>In processes of their own: a crash costs the slot under way.</summary>
    Process,
}

/// <summary><c>rounds</c>.</summary>
/// <param name="PipelineDepth">0: collect, then train; 1: collect the next round while training on the last.</param>
public sealed record RoundsSection(int PipelineDepth = 0);

/// <summary><c>replay</c>.</summary>
/// <param name="Capacity">Most transitions held, at most <see cref="ReplayBuffer.MaxCapacity"/>.</param>
/// <param name="KeepHistory">Whether the journal keeps transitions that have been overwritten and that recovery can do without.</param>
public sealed record ReplaySection(int Capacity = 1_000_000, bool KeepHistory = false);

/// <summary><c>evaluation</c>.</summary>
/// <param name="Episodes">Episodes per evaluation.</param>
/// <param name="EveryRounds">Online rounds between evaluations.</param>
/// <param name="PolicyAverage">How far the average of the policy, which is judged and kept, moves towards it after each round; null judges the policy itself.</param>
public sealed record EvaluationSection(int Episodes = 10, int EveryRounds = 10, float? PolicyAverage = null);

/// <summary><c>learner</c>.</summary>
/// <param name="Device">auto, cpu, torch-cpu or cuda:N.</param>
/// <param name="Threads">Threads of a learner on the processor, no more than it has cores; of no influence on results.</param>
/// <param name="Precision">What the fused path computes passes without gradients in.</param>
/// <param name="FlushDenormals">Whether updates on the processor count numbers below 2^-126 as 0.</param>
public sealed record LearnerSection(
    string Device = "auto", int Threads = 2, Precision Precision = Precision.Float32, bool FlushDenormals = true)
{
    /// <summary>What of it the fused path takes.</summary>
    public LearnerExecution Execution => new(Math.Min(Threads, Environment.ProcessorCount), Precision, FlushDenormals);
}

/// <summary><c>checkpoints</c>.</summary>
/// <param name="EveryRounds">Rounds between checkpoints.</param>
/// <param name="Keep">Latest checkpoints that are kept beside the last of each phase.</param>
public sealed record CheckpointsSection(int EveryRounds = 10, int Keep = 3);
