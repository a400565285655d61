using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Transitions;
using AwacAkka.Randomness;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Bench.Runs;

/// <summary>A run in a temporary folder on the disk that temporary files are on, removed at the end.</summary>
internal sealed class ThrowawayRun : IDisposable
{
    private const ulong Seed = 1;
    private readonly RunConfig config;

    /// <summary>Makes the folder.</summary>
    public ThrowawayRun(RunConfig config)
    {
        this.config = config;
        Folder = RunFolder.Create(Path.Combine(Path.GetTempPath(), $"awac-bench-{Guid.NewGuid():N}"), config, Seed, null);
    }

    /// <summary>Where it is.</summary>
    public RunFolder Folder { get; }

    /// <summary>Transitions that look like normalised data: what they are does not matter to how fast they are stored.</summary>
    public static OfflineDataset Dataset(int count, int observationDimension, int actionDimension)
    {
        var chunk = TransitionChunk.Allocate(count, observationDimension, actionDimension);
        var columns = (float[][])[chunk.Observations, chunk.Actions, chunk.Rewards, chunk.NextObservations];
        for (var column = 0u; column < columns.Length; column++)
        {
            new AddressedRandom(Seed, DrawPurpose.RandomAction, column).FillUniform(columns[column], -1, 1);
        }

        return OfflineDataset.Of(chunk);
    }

    /// <summary>Begins the run.</summary>
    public void Train(OfflineDataset? dataset, IRunProgress progress, CancellationToken stop) =>
        Run(new RunRequest(config, Seed, dataset, Folder), progress, stop);

    /// <summary>Goes on as the program does: the record is read, then the run.</summary>
    public void Resume(IRunProgress progress, CancellationToken stop)
    {
        var recorded = RecordedRun.ReadAsync(Folder, CancellationToken.None).GetAwaiter().GetResult();
        Run(recorded.ToRequest(acceptOtherCpu: false), progress, stop);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Folder.FullPath, recursive: true);

    private static void Run(RunRequest request, IRunProgress progress, CancellationToken stop)
    {
        try
        {
            new RunLauncher(NullLoggerFactory.Instance).TrainAsync(request, progress, stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped on purpose
        }
    }
}
