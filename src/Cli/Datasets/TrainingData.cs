using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Environments;
using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Datasets;

/// <summary>The data that a run starts from.</summary>
internal static class TrainingData
{
    /// <summary>Loads them and tells what is to be told of them.</summary>
    /// <returns>The configuration with what was decided on the way, and the data; null without.</returns>
    /// <exception cref="DatasetException">They cannot be used.</exception>
    /// <exception cref="RunConfigException">They do not fit the replay buffer.</exception>
    public static (RunConfig Config, OfflineDataset? Dataset) Load(RunConfig config, TextWriter output, CancellationToken cancellation)
    {
        if (config.Dataset.Path is not { } path)
        {
            return (config, null);
        }

        using var environment = EnvironmentRegistry.Spec(config.Environment.Id).Create();
        var (dataset, findings) = DatasetFile.Read(path, EnvironmentLogs.Options(config), LoggedRewards.Of(environment), cancellation);
        if (dataset.Count > config.Replay.Capacity)
        {
            throw new RunConfigException(
                $"the dataset '{path}' has {dataset.Count} transitions, more than replay.capacity ({config.Replay.Capacity})");
        }

        var dropped = dataset.DroppedRows > 0 ? $" ({Numbers.Count(dataset.DroppedRows)} rows without a successor left out)" : string.Empty;
        var columns = config.Dataset.ObservationColumns is { } choice ? $", observations from columns {choice.Text}" : string.Empty;
        output.WriteLine($"dataset      {Numbers.Count(dataset.Count)} transitions{dropped}{columns}, actions {findings.Actions}");
        DatasetWarnings.Write(output, findings, config.Environment.Id);
        return (config with { Dataset = config.Dataset with { ActionUnits = findings.Actions.Units } }, dataset);
    }
}
