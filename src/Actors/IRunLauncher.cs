using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Transitions;
using AwacAkka.Policies;

namespace AwacAkka.Actors;

/// <summary>What a run is a pure function of, and how it goes on; wherever it is kept.</summary>
/// <param name="Config">The validated configuration.</param>
/// <param name="Seed">The seed of every random draw.</param>
/// <param name="Dataset">The data to start from, which fits the environment; null without, or where the journal holds them.</param>
public record RunSpec(RunConfig Config, ulong Seed, OfflineDataset? Dataset)
{
    /// <summary>Mean return of the data's complete episodes; null where there are none.</summary>
    public double? DataReturn { get; init; } = Dataset?.Returns is { Episodes: > 0 } returns ? returns.Mean : null;

    /// <summary>Where the run starts, if it is a fork; <c>RecordedRun</c> reads it from the run's journal.</summary>
    public RunOrigin? Origin { get; init; }

    /// <summary>
    /// What the configuration changes of the recorded run's, a sentence per key; null where it is the recorded one. <c>RecordedRun.Extend</c>
    /// makes it, after it has found that the recorded rounds are the same with it.
    /// </summary>
    public IReadOnlyList<string>? Extension { get; init; }

    /// <summary>
    /// Whether rounds that come to other weights than recorded are noted instead of stopping the run: another CPU computes other bits.
    /// </summary>
    public bool AcceptOtherCpu { get; init; }
}

/// <summary>A run that keeps its records in a folder.</summary>
/// <param name="Config">The validated configuration.</param>
/// <param name="Seed">The seed of every random draw.</param>
/// <param name="Dataset">The data to start from, which fits the environment; null without, or where the journal holds them.</param>
/// <param name="Folder">The run's folder, created by the caller.</param>
public sealed record RunRequest(RunConfig Config, ulong Seed, OfflineDataset? Dataset, RunFolder Folder) : RunSpec(Config, Seed, Dataset);

/// <summary>How a run ended.</summary>
/// <param name="Digest">SHA-256 of the final training state, 64 lower-case hexadecimal digits.</param>
/// <param name="AfterOffline">The last evaluation of the offline phase; null without such a phase.</param>
/// <param name="AfterOnline">The last evaluation of the online phase; null without such a phase.</param>
public sealed record RunResult(string Digest, EvaluationSummary? AfterOffline, EvaluationSummary? AfterOnline);

/// <summary>Starts the actor system that does the work, and ends it.</summary>
public interface IRunLauncher
{
    /// <summary>Runs to the end, reporting on the way. A run that the folder's journal holds a part of goes on where it stopped.</summary>
    /// <exception cref="RunFailedException">The run stopped on its own accord, such as on a loss that is not finite.</exception>
    /// <exception cref="StorageException">A record could not be written or read.</exception>
    Task<RunResult> TrainAsync(RunRequest request, IRunProgress progress, CancellationToken cancellation = default);

    /// <summary>Judges a policy with its mean action on episodes that depend on the seed alone.</summary>
    Task<EvaluationSummary> EvaluateAsync(
        string environment, PolicySnapshot policy, int episodes, ulong seed, CancellationToken cancellation = default);
}
