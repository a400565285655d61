using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Survey;

/// <summary>A dataset as it was loaded.</summary>
/// <param name="Dataset">The transitions.</param>
/// <param name="Findings">What is to be told of them.</param>
public sealed record LoadedDataset(OfflineDataset Dataset, LogFindings Findings);

/// <summary>
/// Datasets as files. Read: <c>.npz</c> with D4RL's keys - <c>observations</c> [n, obs], <c>actions</c> [n, act], <c>rewards</c>,
/// <c>terminals</c>, <c>timeouts</c> [n], and optionally <c>next_observations</c> [n, obs] -, D4RL's HDF5 with the same keys, and Minari's
/// HDF5 or its folder; demonstrations as DAPG and rlkit pickle them; other libraries' names for the keys as well. Other keys are ignored. Written:
/// <c>.npz</c>. Actions are scaled to [-1, 1] from the environment's box where they are in its units; see <see cref="ActionReading"/>.
/// </summary>
public static class DatasetFile
{
    /// <summary>Reads and validates a dataset; what kind it is, its content tells.</summary>
    /// <param name="path">The file, or Minari's folder.</param>
    /// <param name="observationDimension">Numbers per observation that the environment has, if known.</param>
    /// <param name="actionDimension">Numbers per action that the environment has, if known.</param>
    /// <remarks>
    /// Without <c>next_observations</c> a row's successor is the next row's observation. The last row of a timed-out episode and of
    /// the file then has none and is dropped; a terminal row takes its own observation where the value beyond it is masked, and is
    /// dropped where it is not.
    /// </remarks>
    /// <exception cref="DatasetException">The file cannot be used; one sentence says why.</exception>
    public static OfflineDataset Load(string path, int? observationDimension = null, int? actionDimension = null) =>
        Load(path, new LogOptions { ObservationDimension = observationDimension, ActionDimension = actionDimension });

    /// <summary>Reads and validates a dataset.</summary>
    /// <exception cref="DatasetException">The file cannot be used; one sentence says why.</exception>
    public static OfflineDataset Load(string path, LogOptions options) =>
        DatasetLog.Use(path, options, log => new TransitionReader(log).ToDataset());

    /// <summary>Reads and validates a dataset, and finds what is to be told of it.</summary>
    /// <exception cref="DatasetException">The file cannot be used; one sentence says why.</exception>
    public static LoadedDataset Read(string path, LogOptions options, RewardOf? rewardOf, CancellationToken cancellation) =>
        DatasetLog.Use(path, options, log =>
        {
            var reader = new TransitionReader(log);
            var findings = FindingsPass.Of(log, reader, rewardOf, clips: false, cancellation);
            return new LoadedDataset(reader.ToDataset(), findings);
        });

    /// <summary>Writes a dataset with all six keys and the box of its actions, over a file of that name; it appears complete or not at all.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static void Save(string path, OfflineDataset dataset)
    {
        using var output = NewOutput.Replace(path);
        Save(output, dataset);
    }

    /// <summary>Writes a dataset under a name that has been taken.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static void Save(NewOutput output, OfflineDataset dataset)
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
            .. UnitBounds(dataset.UnitActions, rows.ActionDimension),
        ];
        output.WriteFile(stream => Npz.Write(stream, arrays));
    }

    /// <summary>What a file says of the units of its actions: those of policies here, or nothing where they are not known.</summary>
    internal static IEnumerable<KeyValuePair<string, NpyArray>> UnitBounds(bool known, int dimension) => known
        ? [new(LogKeys.ActionLow, Bounds(dimension, -1)), new(LogKeys.ActionHigh, Bounds(dimension, 1))]
        : [];

    private static NpyArray Bounds(int dimension, float bound) => new([dimension], Enumerable.Repeat(bound, dimension).ToArray());
}
