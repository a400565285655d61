using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Reporting;

namespace AwacAkka.Actors.Runs;

/// <summary>A run that has a past, as its journal tells it.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Config">The configuration that it was begun with.</param>
/// <param name="Started">Its identity.</param>
/// <param name="Record">All that it remembers.</param>
public sealed record RecordedRun(RunFolder Folder, RunConfig Config, RunStarted Started, RunRecord Record)
{
    /// <summary>Reads a run's record; changes nothing.</summary>
    /// <returns>Null where the run ended before anything was recorded; <see cref="UnbegunRun"/> can begin it.</returns>
    /// <exception cref="RunConfigException">The run is one of a newer version, or its configuration file has been changed since.</exception>
    /// <exception cref="StorageException">Its journal is damaged.</exception>
    public static async Task<RecordedRun?> FindAsync(RunFolder folder, CancellationToken cancellation)
    {
        var record = RunRecord.Of(await JournalEvents.ReadAsync<RunEvent>(folder, RunActor.Id, cancellation).ConfigureAwait(false));
        if (record.Started is not { } started)
        {
            return null;
        }

        var config = RunConfigLoader.LoadText(started.Configuration, folder.Journal);
        return folder.ReadConfig().ToHocon() == config.ToHocon()
            ? new RecordedRun(folder, config, started, record)
            : throw RunData.Changed(folder);
    }

    /// <summary>Reads a run's record; changes nothing.</summary>
    /// <exception cref="RunConfigException">Nothing is recorded, or as for <see cref="FindAsync"/>.</exception>
    /// <exception cref="StorageException">Its journal is damaged.</exception>
    public static async Task<RecordedRun> ReadAsync(RunFolder folder, CancellationToken cancellation) =>
        await FindAsync(folder, cancellation).ConfigureAwait(false)
        ?? throw new RunConfigException($"the run '{folder.FullPath}' stopped before anything was recorded; resume it first");

    /// <summary>What resuming the run asks for: configuration, seed and data as they are recorded.</summary>
    /// <param name="acceptOtherCpu">Whether to go on although this CPU may compute other bits.</param>
    /// <exception cref="RunConfigException">The run cannot be resumed here.</exception>
    public RunRequest ToRequest(bool acceptOtherCpu)
    {
        CheckFingerprint(acceptOtherCpu);

        // Once seeded, the data are the journal's. A run that was stopped before needs the file once more.
        var dataset = Record.Seeded is null && Started.DatasetHash.Length > 0 ? RunData.Read(Config, Started.DatasetHash) : null;
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
}
