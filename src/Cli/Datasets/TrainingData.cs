using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Cli.Terminal;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Registry;
using AwacAkka.Learning.Algorithms;

namespace AwacAkka.Cli.Datasets;

/// <summary>The data that a run starts from.</summary>
internal static class TrainingData
{
    /// <summary>Loads them.</summary>
    /// <returns>The configuration with what was decided on the way, and the data; null without.</returns>
    /// <exception cref="DatasetException">They cannot be used.</exception>
    /// <exception cref="RunConfigException">They do not fit the replay buffer.</exception>
    public static (RunConfig Config, LoadedDataset? Data) Load(RunConfig config, CancellationToken cancellation)
    {
        if (config.Dataset.Path is not { } path)
        {
            return (config, null);
        }

        using var environment = EnvironmentRegistry.Spec(config.Environment.Id).MakeBare();
        var data = DatasetFile.Read(path, EnvironmentLogs.Options(config), LoggedRewards.Of(environment), cancellation);
        RunConfigLoader.CheckDataset(config, data.Dataset.Count);
        return data.Dataset.Count <= config.Replay.Capacity
            ? (config with { Dataset = config.Dataset with { ActionUnits = data.Findings.Actions.Units } }, data)
            : throw new RunConfigException(
                $"the dataset '{path}' has {data.Dataset.Count} transitions, more than replay.capacity ({config.Replay.Capacity})");
    }

    /// <summary>Tells what is to be told of them.</summary>
    public static void Tell(TextWriter output, RunConfig config, LoadedDataset data)
    {
        var (dataset, findings) = data;
        var dropped = dataset.DroppedRows > 0 ? $" ({Numbers.Count(dataset.DroppedRows)} rows without a successor left out)" : string.Empty;
        var columns = config.Dataset.ObservationColumns is { } choice ? $", observations from columns {choice.Text}" : string.Empty;
        output.WriteLine($"dataset      {Numbers.Count(dataset.Count)} transitions{dropped}{columns}, actions {findings.Actions}");
        DatasetWarnings.Write(output, findings, config.Environment.Id);
        TellBreaks(output, config, dataset);
    }

    /// <summary>Episodes that break off without an end are no fault of most data, but where an algorithm follows them it sees less than there seems to be.</summary>
    private static void TellBreaks(TextWriter output, RunConfig config, OfflineDataset dataset)
    {
        var breaks = dataset.Transitions.Breaks();
        foreach (var algorithm in config.Algorithms)
        {
            var columns = AlgorithmRegistry.BatchesOf(algorithm).Columns;
            if (columns != BatchColumns.None && breaks * 100L > dataset.Count)
            {
                output.WriteLine(
                    $"note: {Numbers.Count(breaks)} transitions end in another state than the next one begins in, without an end of their episode: "
                    + $"there {algorithm.Algorithm} knows {(columns.HasFlag(BatchColumns.NextAction) ? "no next action" : "no further rewards")}");
            }
        }
    }
}
