using AwacAkka.Learning.Data.Logs;

namespace AwacAkka.Learning.Data;

/// <summary>
/// Datasets as files. Read: <c>.npz</c> with D4RL's keys - <c>observations</c> [n, obs], <c>actions</c> [n, act], <c>rewards</c>,
/// <c>terminals</c>, <c>timeouts</c> [n], and optionally <c>next_observations</c> [n, obs] -, D4RL's HDF5 with the same keys, and Minari's
/// HDF5 or its folder; and demonstrations as DAPG and rlkit pickle them. Other keys are ignored. Written: <c>.npz</c>.
/// </summary>
public static class DatasetFile
{
    /// <summary>Reads and validates a dataset; what kind it is, its content tells.</summary>
    /// <param name="path">The file, or Minari's folder.</param>
    /// <param name="observationDimension">Numbers per observation that the environment has, if known.</param>
    /// <param name="actionDimension">Numbers per action that the environment has, if known.</param>
    /// <remarks>
    /// Without <c>next_observations</c> a row's successor is the next row's observation. The last row of a timed-out episode and of
    /// the file then has none and is dropped; a terminal row takes its own observation, since the value beyond it is masked.
    /// </remarks>
    /// <exception cref="DatasetException">The file cannot be used; one sentence says why.</exception>
    public static OfflineDataset Load(string path, int? observationDimension = null, int? actionDimension = null) =>
        Load(path, new LogOptions { ObservationDimension = observationDimension, ActionDimension = actionDimension });

    /// <summary>Reads and validates a dataset.</summary>
    /// <exception cref="DatasetException">The file cannot be used; one sentence says why.</exception>
    public static OfflineDataset Load(string path, LogOptions options) =>
        DatasetLog.Use(path, options, log => new TransitionReader(log).ToDataset());

    /// <summary>Writes a dataset with all six keys; the file appears complete or not at all.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static void Save(string path, OfflineDataset dataset)
    {
        var rows = dataset.Transitions;
        KeyValuePair<string, NpyArray>[] arrays =
        [
            new(LogKeys.Observations, new([rows.Count, rows.ObservationDimension], rows.Observations)),
            new(LogKeys.Actions, new([rows.Count, rows.ActionDimension], rows.Actions)),
            new(LogKeys.Rewards, new([rows.Count], rows.Rewards)),
            new(LogKeys.NextObservations, new([rows.Count, rows.ObservationDimension], rows.NextObservations)),
            new(LogKeys.Terminals, new([rows.Count], rows.Terminals)),
            new(LogKeys.Timeouts, new([rows.Count], rows.Timeouts)),
        ];
        NewOutput.WriteFile(path, stream => Npz.Write(stream, arrays));
    }
}
