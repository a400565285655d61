using System.Collections.Concurrent;
using System.Security.Cryptography;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.Algorithms.Awac;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>What a run has come to: the bits of its learner, and those of every transition that it has collected.</summary>
/// <param name="Digest">SHA-256 of the last training state.</param>
/// <param name="Chunks">SHA-256 of each slot's transitions, by round and slot.</param>
internal sealed record RunBits(string Digest, IReadOnlyList<string> Chunks)
{
    /// <summary>Lists the chunks of a journal as they are compared.</summary>
    public static IReadOnlyList<string> List(IEnumerable<ChunkStored> chunks) =>
    [
        .. chunks.OrderBy(c => c.Round).ThenBy(c => c.Slot).Select(c => $"{c.Round}/{c.Slot} {Convert.ToHexStringLower(SHA256.HashData(ChunkCodec.Encode(c)))}"),
    ];
}

/// <summary>Small runs on Pendulum. Each is trained locally once per process, as what runs of the cluster are compared with.</summary>
internal static class SmallScenario
{
    private static readonly ConcurrentDictionary<(string Config, ulong Seed), Lazy<Task<RunBits>>> Trained = new();

    /// <summary>A run without data. Its ring is never overwritten, so that every transition stays in the journal.</summary>
    /// <param name="steps">Environment steps.</param>
    /// <param name="depth">Rounds that are collected ahead.</param>
    /// <param name="isolation">Threads or processes.</param>
    /// <param name="updatesPerStep">How much the learner does: more of it makes a run longer.</param>
    public static RunConfig Config(int steps, int depth = 0, Isolation isolation = Isolation.Thread, double updatesPerStep = 1) => new()
    {
        Environment = new EnvironmentSection("Pendulum-v1"),
        Algorithm = AwacPresets.Corl with { PolicyHidden = [16, 16], CriticHidden = [16, 16], OfflineBatchSize = 32, OnlineBatchSize = 32 },
        Offline = new OfflineSection(Updates: 0),
        Online = new OnlineSection(Steps: steps, StepsPerRound: 203, RandomSteps: 203, UpdatesPerStep: updatesPerStep),
        Rollouts = new RolloutsSection(2, Slots: 4, StepTimeout: TimeSpan.FromSeconds(30), MaxFailures: 3, isolation),
        Rounds = new RoundsSection(depth),
        Replay = new ReplaySection(200_000),
        Evaluation = new EvaluationSection(Episodes: 2, EveryRounds: 5),
        Checkpoints = new CheckpointsSection(EveryRounds: 2, Keep: 2),
    };

    /// <summary>What the run comes to without a cluster.</summary>
    public static Task<RunBits> LocalAsync(RunConfig config, ulong seed) =>
        Trained.GetOrAdd((config.ToHocon(), seed), _ => new Lazy<Task<RunBits>>(() => TrainAsync(config, seed))).Value;

    private static async Task<RunBits> TrainAsync(RunConfig config, ulong seed)
    {
        var path = Path.Combine(Path.GetTempPath(), "awac-local-" + Guid.NewGuid().ToString("N"));
        try
        {
            var folder = RunFolder.Create(path, config, seed, null);
            var worker = new WorkerLaunch("dotnet", [Path.Combine(AppContext.BaseDirectory, "awac.dll"), "worker"]);
            var result = await new RunLauncher(NullLoggerFactory.Instance, worker)
                .TrainAsync(new RunRequest(config, seed, null, folder), new Unwatched(), TestContext.Current.CancellationToken);
            var chunks = await JournalEvents.ReadAsync<ChunkStored>(folder, ReplayActor.Id, TestContext.Current.CancellationToken);
            return new RunBits(result.Digest, RunBits.List(chunks));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
