namespace AwacAkka.Learning.Data.Logs;

/// <summary>A log whose arrays are all there and of fitting shapes; their numbers have not been looked at yet.</summary>
internal sealed class DatasetLog
{
    private readonly LogFile file;

    private DatasetLog(LogFile file, string rewards, int? observationDimension, int? actionDimension)
    {
        this.file = file;
        Rewards = Vector(rewards);
        Rows = (int)Math.Min(Rewards.Shape[0], int.MaxValue);
        if (Rows == 0)
        {
            throw new InvalidDataException($"it is empty: '{rewards}' has no rows");
        }

        Observations = Matrix(LogKeys.Observations, observationDimension);
        Actions = Matrix(LogKeys.Actions, actionDimension);
        Terminals = Vector(LogKeys.Terminals);
        Timeouts = Vector(LogKeys.Timeouts);
        NextObservations = file.Columns.ContainsKey(LogKeys.NextObservations)
            ? Matrix(LogKeys.NextObservations, ObservationDimension)
            : null;
        if (Rewards.Shape[0] > int.MaxValue)
        {
            throw new InvalidDataException($"it has {Rewards.Shape[0]} rows, more than the {int.MaxValue} that can be numbered");
        }
    }

    /// <summary>What kind of file it is, in words.</summary>
    public string Kind => file.Kind;

    /// <summary>What else the file holds.</summary>
    public IReadOnlyList<string> Ignored => file.Ignored;

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Numbers per observation.</summary>
    public int ObservationDimension => (int)Observations.Shape[1];

    /// <summary>Numbers per action.</summary>
    public int ActionDimension => (int)Actions.Shape[1];

    /// <summary>s.</summary>
    public LogColumn Observations { get; }

    /// <summary>a.</summary>
    public LogColumn Actions { get; }

    /// <summary>r.</summary>
    public LogColumn Rewards { get; }

    /// <summary>Whether s' is terminal.</summary>
    public LogColumn Terminals { get; }

    /// <summary>Whether the episode was cut.</summary>
    public LogColumn Timeouts { get; }

    /// <summary>s', where it is stored.</summary>
    public LogColumn? NextObservations { get; }

    /// <summary>Opens a log and runs <paramref name="use"/> on it; what is wrong with the log is told in a sentence that names it.</summary>
    /// <param name="path">An .npz file, a D4RL or Minari HDF5 file, Minari's folder, or a pickle of demonstrations.</param>
    /// <param name="expected">What it must fit.</param>
    /// <param name="use">What to do.</param>
    /// <exception cref="DatasetException">It cannot be used.</exception>
    public static T Use<T>(string path, LogOptions expected, Func<DatasetLog, T> use)
    {
        try
        {
            using var file = LogFile.Open(path, expected.RewardsKey);
            return use(new DatasetLog(file, expected.RewardsKey, expected.ObservationDimension, expected.ActionDimension));
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"the dataset '{path}' cannot be used: {e.Message}", e);
        }
    }

    private LogColumn Require(string key) => file.Columns.TryGetValue(key, out var column)
        ? column
        : throw new InvalidDataException($"it lacks the key '{key}'");

    private LogColumn Vector(string key)
    {
        var column = Require(key);
        if (column.Shape is not ([_] or [_, 1]))
        {
            throw new InvalidDataException($"'{key}' has shape {Describe(column.Shape)}, expected one number per row");
        }

        RequireRows(column);
        return column;
    }

    private LogColumn Matrix(string key, int? expectedWidth)
    {
        var column = Require(key);
        if (column.Shape is not [_, > 0 and <= ushort.MaxValue])
        {
            throw new InvalidDataException(
                $"'{key}' has shape {Describe(column.Shape)}, expected two dimensions (rows, numbers per row)");
        }

        RequireRows(column);
        return expectedWidth is { } expected && column.Shape[1] != expected
            ? throw new InvalidDataException($"'{key}' has {column.Shape[1]} numbers per row, expected {expected}")
            : column;
    }

    private void RequireRows(LogColumn column)
    {
        if (Rewards is { } rewards && column.Shape[0] != rewards.Shape[0])
        {
            throw new InvalidDataException($"'{column.Key}' has {column.Shape[0]} rows but '{rewards.Key}' has {rewards.Shape[0]}");
        }
    }

    private static string Describe(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
}
