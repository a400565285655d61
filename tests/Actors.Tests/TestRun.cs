using System.Collections.Concurrent;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms.Awac;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Actors.Tests;

/// <summary>Small complete runs on Pendulum: some 300 offline and 800 online updates, over in about a second.</summary>
internal static class TestRun
{
    public sealed record Outcome(RunResult Result, string Metrics, IReadOnlyList<string> Notices, IReadOnlyList<string> Log, string Folder);

    /// <summary>This process is no <c>awac</c>, but the program lies beside it.</summary>
    public static WorkerLaunch Worker { get; } = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "awac.dll"), "worker"]);

    private static readonly ConcurrentDictionary<string, Lazy<Task<Outcome>>> Calm = new();

    /// <summary>
    /// The outcome of a run that nothing happens to. A run is a function of what is given here (<see cref="RunDeterminismTests"/>), so each is
    /// trained once in this process, however many tests compare with it.
    /// </summary>
    public static Task<Outcome> CalmAsync(
        int pipelineDepth = 0, OfflineDataset? dataset = null, string environment = "Pendulum-v1", Func<RunConfig, RunConfig>? change = null)
    {
        var config = Config(environment, workers: 2, pipelineDepth);
        var key = $"{(change?.Invoke(config) ?? config).Hash()} {dataset?.ContentHash()}";
        return Calm.GetOrAdd(key, _ => new(() => TrainAsync(
            pipelineDepth: pipelineDepth, dataset: dataset, environment: environment, change: change))).Value;
    }

    /// <summary>Trains to the end in a temporary folder and reads back what the run wrote.</summary>
    public static async Task<Outcome> TrainAsync(
        ulong seed = 1, int workers = 2, int pipelineDepth = 0, bool withDataset = true, OfflineDataset? dataset = null,
        string environment = "Pendulum-v1", Func<RunConfig, RunConfig>? change = null, WorkerLaunch? worker = null, bool withWorkers = true,
        Action<string>? onLogged = null)
    {
        var config = Config(environment, workers, pipelineDepth);
        config = change?.Invoke(config) ?? config;
        var data = withDataset ? dataset ?? RandomDataset(seed: 7) : null;
        var path = Path.Combine(Path.GetTempPath(), "awac-test-" + Guid.NewGuid().ToString("N"));
        try
        {
            var folder = RunFolder.Create(path, config, seed, data?.ContentHash());
            var progress = new Notices();
            using var log = new LogLines(onLogged);
            using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
            var result = await new RunLauncher(loggers, withWorkers ? worker ?? Worker : null)
                .TrainAsync(new RunRequest(config, seed, data, folder), progress, TestContext.Current.CancellationToken);
            return new Outcome(result, await File.ReadAllTextAsync(folder.Metrics), progress.Sentences, log.Lines, path);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public static RunConfig Config(string environment, int workers, int pipelineDepth) => new()
    {
        Environment = new EnvironmentSection(environment),
        Algorithm = AwacPresets.Corl with
        {
            PolicyHidden = [16, 16],
            CriticHidden = [16, 16],
            OfflineBatchSize = 32,
            OnlineBatchSize = 32,
        },
        Offline = new OfflineSection(Updates: 300, UpdatesPerRound: 100, EvaluateEvery: 150),
        Online = new OnlineSection(Steps: 800, StepsPerRound: 203), // four slots of unequal length, the last round shorter
        Rollouts = new RolloutsSection(workers, Slots: 4, StepTimeout: TimeSpan.FromSeconds(5), MaxFailures: 3),
        Rounds = new RoundsSection(pipelineDepth),
        Replay = new ReplaySection(2_500), // overwritten as a ring before the end
        Evaluation = new EvaluationSection(Episodes: 2, EveryRounds: 2),
    };

    /// <summary>2,000 random transitions of Pendulum.</summary>
    public static OfflineDataset RandomDataset(ulong seed)
    {
        using var environment = PolicyEnvironment.Make("Pendulum-v1");
        return OfflineDataset.Of(new SlotRollout(environment, seed).Run(SlotState.Start(0), null, 2_000).Chunk);
    }

    private sealed class Notices : IRunProgress
    {
        public List<string> Sentences { get; } = [];

        public void Noticed(string sentence) => Sentences.Add(sentence);
    }

    private sealed class LogLines(Action<string>? onLogged) : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> Lines => [.. lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = formatter(state, exception);
            lines.Enqueue(line);
            onLogged?.Invoke(line);
        }

        public void Dispose()
        {
        }
    }
}
