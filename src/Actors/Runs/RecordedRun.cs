using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Runs;

/// <summary>A run that has a past, as its journal tells it.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Config">Its configuration: that which it was begun with, or was last extended to.</param>
/// <param name="Started">Its identity.</param>
/// <param name="History">All that it remembers.</param>
public sealed record RecordedRun(RunFolder Folder, RunConfig Config, RunStarted Started, RunHistory History)
{
    /// <summary>Where the run starts, if it is a fork.</summary>
    public RunOrigin? Origin { get; private init; }

    /// <summary>What <see cref="Extend"/> has changed, a sentence per key; null where it has not.</summary>
    public IReadOnlyList<string>? Changes { get; private init; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsComplete { get; private init; } = History.Finished is not null;

    /// <summary>Reads a run's record; changes nothing.</summary>
    /// <returns>Null where the run ended before anything was recorded; <see cref="RunRequestReader"/> can begin it.</returns>
    /// <exception cref="RunConfigException">The run is one of a newer version, or its configuration file has been changed since.</exception>
    /// <exception cref="StorageException">Its journal is damaged.</exception>
    public static async Task<RecordedRun?> FindAsync(RunFolder folder, CancellationToken cancellation)
    {
        var record = RunHistory.Of(await JournalEvents.ReadAsync<RunEvent>(folder, RunActor.Id, cancellation).ConfigureAwait(false));
        if (record.Started is not { } started)
        {
            return null;
        }

        var config = RunConfigLoader.LoadText(record.Configurations[^1], folder.Journal);
        if (!IsRecorded(folder, config, record))
        {
            throw RecordedInputs.ConfigurationChanged(folder);
        }

        var origin = record.Forked is { } lineage
            ? new RunOrigin(lineage, await JournalEvents.ReadForkStartAsync(folder, lineage, cancellation).ConfigureAwait(false))
            : null;
        return new RecordedRun(folder, config, started, record) { Origin = origin };
    }

    /// <summary>Reads a run's record; changes nothing.</summary>
    /// <exception cref="RunConfigException">Nothing is recorded, or as for <see cref="FindAsync"/>.</exception>
    /// <exception cref="StorageException">Its journal is damaged.</exception>
    public static async Task<RecordedRun> ReadAsync(RunFolder folder, CancellationToken cancellation) =>
        await FindAsync(folder, cancellation).ConfigureAwait(false)
        ?? throw new RunConfigException($"the run '{folder.FullPath}' stopped before anything was recorded; resume it first");

    /// <summary>The run with another configuration for what is left of it; recorded once it goes on.</summary>
    /// <param name="overrides">Assignments such as <c>online.steps=5000</c>; nothing changes where the run has those values.</param>
    /// <exception cref="RunConfigException">A value is wrong, or the rounds that are recorded would have been others with it.</exception>
    public RecordedRun Extend(IReadOnlyList<string> overrides)
    {
        var extension = new RunExtension(Config, History);
        var config = extension.Apply(overrides);
        string[] changes = [.. ConfigChange.Between(Config, config).Select(change => change.ToString())];
        return changes.Length == 0 ? this : this with { Config = config, Changes = changes, IsComplete = IsComplete && !extension.IsLonger(config) };
    }

    /// <summary>What resuming the run asks for: configuration, seed and data as they are recorded.</summary>
    /// <param name="acceptOtherCpu">Whether to go on although this CPU may compute other bits.</param>
    /// <exception cref="RunConfigException">The run cannot be resumed here.</exception>
    public RunRequest ToRequest(bool acceptOtherCpu)
    {
        CheckFingerprint(acceptOtherCpu);

        // Once seeded, the data are the journal's. A run that was stopped before needs the file once more.
        var dataset = History.Seeded is null && Started.DatasetHash.Length > 0 ? RecordedDataset.Read(Config, Started.DatasetHash) : null;
        return new RunRequest(Config, Started.Seed, dataset, Folder)
        {
            DataReturn = Started.DatasetReturn,
            Origin = Origin,
            Extension = Changes,
            AcceptOtherCpu = acceptOtherCpu,
        };
    }

    /// <summary>Whether the file says what the journal does, or what it did before an extension that a kill kept from the file.</summary>
    private static bool IsRecorded(RunFolder folder, RunConfig config, RunHistory record)
    {
        var text = folder.ReadConfig().ToHocon();
        return text == config.ToHocon()
            || (record.Configurations is [.., var before, _] && text == RunConfigLoader.LoadText(before, folder.Journal).ToHocon());
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
