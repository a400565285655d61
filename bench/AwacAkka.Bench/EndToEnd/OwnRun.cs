using System.Diagnostics;
using AwacAkka.Actors.Configuration;
using AwacAkka.Bench.Learner;
using AwacAkka.Bench.Runs;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Bench.EndToEnd;

/// <summary>A real run: actor system, journal, checkpoints and all, in a folder that goes away.</summary>
internal static class OwnRun
{
    /// <summary>The learner of both sides.</summary>
    public static LearnerCase Learner { get; } = LearnerCase.Awac("2x256, batch 256", [256, 256], 256);

    /// <summary>Seconds from the making of the run's folder to the run's end.</summary>
    public static double Measure(OfflineDataset dataset, RunSize size)
    {
        var updates = 0L;
        var clock = Stopwatch.StartNew();
        using var run = new ThrowawayRun(Config(size));
        run.Train(dataset, new RoundListener(row => updates = row.Updates), CancellationToken.None);
        var seconds = clock.Elapsed.TotalSeconds;
        return updates == size.OfflineUpdates + size.OnlineSteps
            ? seconds
            : throw new BenchException($"the run made {updates} updates, expected {size.OfflineUpdates + size.OnlineSteps}");
    }

    /// <summary>Evaluated once after each phase, by one episode, as the other side is.</summary>
    private static RunConfig Config(RunSize size) => new()
    {
        Environment = new EnvironmentSection("HalfCheetah-v4"),
        Algorithm = Learner.Config,
        Dataset = new DatasetSection("/in-memory.npz"),
        Offline = new OfflineSection(size.OfflineUpdates, EvaluateEvery: int.MaxValue),
        Online = new OnlineSection(size.OnlineSteps),
        Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: int.MaxValue),
    };
}
