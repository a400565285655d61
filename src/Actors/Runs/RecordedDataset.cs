using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Runs;

/// <summary>The dataset that a run was begun with, read once more: it must be what it was.</summary>
internal static class RecordedDataset
{
    /// <summary>Reads it for a run whose journal does not hold it yet.</summary>
    /// <param name="config">The run's configuration.</param>
    /// <param name="hash">The content hash that the data had; null for a run without data.</param>
    /// <exception cref="RunConfigException">The file holds other data now.</exception>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public static OfflineDataset? Read(RunConfig config, string? hash)
    {
        if (hash is null)
        {
            return null;
        }

        var now = EnvironmentLogs.Options(config);
        var other = now with { MaskTerminals = !now.MaskTerminals }; // as earlier builds read the data of cloning, and of two algorithms of which one masks
        LogOptions[] readings = [now, now with { KeepTerminalsAtLimit = true }, other, other with { KeepTerminalsAtLimit = true }];
        return readings.Select(Load).FirstOrDefault(dataset => dataset is not null) ?? throw new RunConfigException(
            $"the run stopped before its data were stored, and '{config.Dataset.Path}' holds other data now; bring the file back, or train a new run");

        OfflineDataset? Load(LogOptions reading)
        {
            var dataset = DatasetFile.Load(config.Dataset.Path!, reading);
            return dataset.ContentHash() == hash ? dataset : null;
        }
    }
}
