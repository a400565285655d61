using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Reporting;
using AwacAkka.Learning.Data;

namespace AwacAkka.Actors.Runs;

/// <summary>A run that has a past, as its journal tells it.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Config">The configuration that it was begun with.</param>
/// <param name="Started">Its identity.</param>
/// <param name="Record">All that it remembers.</param>
public sealed record RecordedRun(RunFolder Folder, RunConfig Config, RunStarted Started, RunRecord Record)
{
    /// <summary>Reads a run's record; changes nothing.</summary>
    /// <exception cref="RunConfigException">There is no run, or it is one of a newer version.</exception>
    /// <exception cref="RunFailedException">Its journal is damaged.</exception>
    public static async Task<RecordedRun> ReadAsync(RunFolder folder, CancellationToken cancellation)
    {
        var record = RunRecord.Of(await JournalEvents.ReadAsync<RunEvent>(folder, RunActor.Id, cancellation).ConfigureAwait(false));
        return record.Started is { } started
            ? new RecordedRun(folder, RunConfigLoader.LoadText(started.Configuration, folder.Journal), started, record)
            : throw new RunConfigException(
                $"the run '{folder.FullPath}' stopped before anything was recorded; remove the folder and train again");
    }

    /// <summary>What resuming the run asks for: configuration, seed and data as they are recorded.</summary>
    /// <param name="acceptOtherCpu">Whether to go on although this CPU may compute other bits.</param>
    /// <exception cref="RunConfigException">The run cannot be resumed here, or its configuration file has been changed since.</exception>
    public RunRequest ToRequest(bool acceptOtherCpu)
    {
        CheckFingerprint(acceptOtherCpu);
        if (RunConfigLoader.Load(Folder.Config, []).ToHocon() != Config.ToHocon())
        {
            throw new RunConfigException(
                $"'{Folder.Config}' is not the configuration that the run was begun with; undo the change, or train a new run with it");
        }

        // Once seeded, the data are the journal's. A run that was stopped before needs the file once more.
        var dataset = Record.Seeded is null && Started.DatasetHash.Length > 0 ? ReadDataset() : null;
        return new RunRequest(Config, Started.Seed, dataset, Folder) { DataReturn = Started.DatasetReturn, AcceptOtherCpu = acceptOtherCpu };
    }

    /// <summary>Refuses a CPU or BLAS that may compute other bits than the one that the run was begun on.</summary>
    /// <exception cref="RunConfigException">It is another.</exception>
    public void CheckFingerprint(bool acceptOtherCpu)
    {
        var here = LearnerFactory.Fingerprint(Config);
        if (here != Started.Fingerprint && !acceptOtherCpu)
        {
            throw new RunConfigException(
                $"the run was begun on '{Started.Fingerprint}', this is '{here}', which may compute other bits; "
                + "add --accept-other-cpu to go on all the same");
        }
    }

    private OfflineDataset ReadDataset()
    {
        var start = RunStart.Of(Config, Started.Seed);
        var dataset = DatasetFile.Load(Config.Dataset.Path!, start.ObservationDimension, start.ActionDimension);
        return dataset.ContentHash() == Started.DatasetHash
            ? dataset
            : throw new RunConfigException(
                $"the run stopped before its data were stored, and '{Config.Dataset.Path}' holds other data now; bring the file back, or train a new run");
    }
}
