using System.Globalization;

namespace AwacAkka.Learning.Data;

/// <summary>
/// Datasets as <c>.npz</c> files with D4RL's keys: <c>observations</c> [n, obs], <c>actions</c> [n, act], <c>rewards</c>,
/// <c>terminals</c>, <c>timeouts</c> [n], and optionally <c>next_observations</c> [n, obs]. Other keys are ignored.
/// </summary>
public static class DatasetFile
{
    private const string Observations = "observations";
    private const string Actions = "actions";
    private const string Rewards = "rewards";
    private const string Terminals = "terminals";
    private const string Timeouts = "timeouts";
    private const string NextObservations = "next_observations";

    /// <summary>Reads and validates a dataset.</summary>
    /// <param name="path">The file.</param>
    /// <param name="observationDimension">Numbers per observation that the environment has, if known.</param>
    /// <param name="actionDimension">Numbers per action that the environment has, if known.</param>
    /// <remarks>
    /// Without <c>next_observations</c> a row's successor is the next row's observation. The last row of a timed-out episode and of
    /// the file then has none and is dropped; a terminal row takes its own observation, since the value beyond it is masked.
    /// </remarks>
    /// <exception cref="DatasetException">The file cannot be used; one sentence says why.</exception>
    public static OfflineDataset Load(string path, int? observationDimension = null, int? actionDimension = null)
    {
        var arrays = ReadArrays(path);
        try
        {
            var rewards = Column(arrays, Rewards);
            if (rewards.Length == 0)
            {
                throw new InvalidDataException("it is empty: 'rewards' has no rows");
            }

            var (observations, width) = Matrix(arrays, Observations, rewards.Length, observationDimension);
            var (actions, actionWidth) = Matrix(arrays, Actions, rewards.Length, actionDimension);
            var terminals = Flags(arrays, Terminals, rewards.Length);
            var timeouts = Flags(arrays, Timeouts, rewards.Length);
            RequireFinite(Rewards, rewards, 1);
            var episodes = ReturnStatistics.Split(rewards, terminals, timeouts);
            if (arrays.ContainsKey(NextObservations))
            {
                var (successors, _) = Matrix(arrays, NextObservations, rewards.Length, width);
                return new OfflineDataset(
                    new TransitionChunk(width, actionWidth, observations, actions, rewards, successors, terminals, timeouts), episodes);
            }

            var rows = new TransitionChunk(width, actionWidth, observations, actions, rewards, observations, terminals, timeouts);
            return Successors.Derive(rows, episodes);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"the dataset '{path}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Writes a dataset with all six keys; the file appears complete or not at all.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static void Save(string path, OfflineDataset dataset)
    {
        var rows = dataset.Transitions;
        KeyValuePair<string, NpyArray>[] arrays =
        [
            new(Observations, new([rows.Count, rows.ObservationDimension], rows.Observations)),
            new(Actions, new([rows.Count, rows.ActionDimension], rows.Actions)),
            new(Rewards, new([rows.Count], rows.Rewards)),
            new(NextObservations, new([rows.Count, rows.ObservationDimension], rows.NextObservations)),
            new(Terminals, new([rows.Count], rows.Terminals)),
            new(Timeouts, new([rows.Count], rows.Timeouts)),
        ];
        var partial = path + ".partial";
        try
        {
            using (var stream = File.Create(partial))
            {
                Npz.Write(stream, arrays);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"the dataset '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static IReadOnlyDictionary<string, NpyArray> ReadArrays(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Npz.Read(stream, Observations, Actions, Rewards, Terminals, Timeouts, NextObservations);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException($"there is no dataset '{path}'; check the path or make one with 'awac dataset make'", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DatasetException($"the dataset '{path}' cannot be read: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"the dataset '{path}' cannot be used: {e.Message}", e);
        }
    }

    private static NpyArray Require(IReadOnlyDictionary<string, NpyArray> arrays, string key) => arrays.TryGetValue(key, out var array)
        ? array
        : throw new InvalidDataException($"it lacks the key '{key}'");

    private static float[] Column(IReadOnlyDictionary<string, NpyArray> arrays, string key)
    {
        var array = Require(arrays, key);
        return array.Shape is [_] or [_, 1]
            ? array.ToSingles()
            : throw new InvalidDataException($"'{key}' has shape {Describe(array.Shape)}, expected one number per row");
    }

    private static (float[] Values, int Width) Matrix(
        IReadOnlyDictionary<string, NpyArray> arrays, string key, int rows, int? expectedWidth)
    {
        var array = Require(arrays, key);
        if (array.Shape is not [_, > 0])
        {
            throw new InvalidDataException($"'{key}' has shape {Describe(array.Shape)}, expected two dimensions (rows, numbers per row)");
        }

        RequireRows(key, array.Shape[0], rows);
        var width = array.Shape[1];
        if (expectedWidth is { } expected && width != expected)
        {
            throw new InvalidDataException($"'{key}' has {width} numbers per row, expected {expected}");
        }

        var values = array.ToSingles();
        RequireFinite(key, values, width);
        return (values, width);
    }

    private static bool[] Flags(IReadOnlyDictionary<string, NpyArray> arrays, string key, int rows)
    {
        var values = Column(arrays, key);
        RequireRows(key, values.Length, rows);
        var wrong = values.AsSpan().IndexOfAnyExcept(0f, 1f);
        return wrong < 0
            ? Array.ConvertAll(values, v => v == 1)
            : throw new InvalidDataException(
                $"'{key}' holds {values[wrong].ToString(CultureInfo.InvariantCulture)} in row {wrong}, expected 0 or 1");
    }

    private static void RequireRows(string key, int rows, int expected)
    {
        if (rows != expected)
        {
            throw new InvalidDataException($"'{key}' has {rows} rows but 'rewards' has {expected}");
        }
    }

    private static void RequireFinite(string key, float[] values, int width)
    {
        var wrong = Array.FindIndex(values, v => !float.IsFinite(v));
        if (wrong >= 0)
        {
            var what = float.IsNaN(values[wrong]) ? "NaN" : "an infinite number";
            throw new InvalidDataException($"'{key}' holds {what} in row {wrong / width}");
        }
    }

    private static string Describe(int[] shape) => $"[{string.Join(", ", shape)}]";
}
