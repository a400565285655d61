using AwacAkka.Data.Files;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>A log whose arrays are all there and of fitting shapes; their numbers have not been looked at yet.</summary>
internal sealed class DatasetLog
{
    private readonly LogFile file;

    private DatasetLog(LogFile file, LogOptions expected)
    {
        this.file = file;
        Rewards = Vector(expected.RewardsKey);
        Rows = (int)Math.Min(Rewards.Shape[0], int.MaxValue);
        if (Rows == 0)
        {
            throw new InvalidDataException($"it is empty: '{Rewards.Key}' has no rows");
        }

        var choice = expected.ObservationColumns;
        Observations = Choose(Matrix(LogKeys.Observations, choice is null ? expected.ObservationDimension : null), choice);
        RequireWidth(Observations, expected.ObservationDimension, choice);
        var actions = Matrix(LogKeys.Actions, expected.ActionDimension, takesVector: expected.Task?.Choices is not null);
        NextObservations = file.Columns.ContainsKey(LogKeys.NextObservations)
            ? Choose(Matrix(LogKeys.NextObservations, file.Columns[LogKeys.Observations].Width), choice)
            : null;
        var (terminals, timeouts, dones) = (VectorOrNone(LogKeys.Terminals), VectorOrNone(LogKeys.Timeouts), VectorOrNone(LogKeys.Dones));
        if (Rewards.Shape[0] > int.MaxValue)
        {
            throw new InvalidDataException($"it has {Rewards.Shape[0]} rows, more than the {int.MaxValue} that can be numbered");
        }

        // Shapes are known to fit; from here on numbers are read.
        Ends = LoggedEnds.Of(terminals, timeouts, dones, expected, Lacks);
        Ends = file.Done is { } done ? Ends.OfPaths(done, expected) : Ends;
        ActionReading = LoggedUnits.Of(actions, StatedBox(), expected);
        Actions = ActionReading.Box is { } box ? new ScaledActions(actions, box) : actions;
        MaskTerminals = expected.MaskTerminals;
        TimeLimit = expected.Task?.TimeLimit;
    }

    /// <summary>Its arrays of rows as they are stored.</summary>
    public IEnumerable<LogColumn> Stored => file.Columns.Where(c => c.Key is not (LogKeys.ActionLow or LogKeys.ActionHigh)).Select(c => c.Value);

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

    /// <summary>a, scaled to [-1, 1] where their units are known.</summary>
    public LogColumn Actions { get; }

    /// <summary>r.</summary>
    public LogColumn Rewards { get; }

    /// <summary>Where episodes end.</summary>
    public LoggedEnds Ends { get; }

    /// <summary>What the actions were measured in.</summary>
    public ActionReading ActionReading { get; }

    /// <summary>Whether a terminal row can do without its successor.</summary>
    public bool MaskTerminals { get; }

    /// <summary>Steps after which its task cuts an episode; null where there is no limit or none is known.</summary>
    public int? TimeLimit { get; }

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
            using var file = LogFile.Open(path, expected.RewardsKey, expected.ObservationKeys);
            return use(new DatasetLog(file, expected));
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"the dataset '{path}' cannot be used: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new DatasetException($"the dataset '{path}' cannot be read: {e.Message}", e);
        }
    }

    private LogColumn Require(string key) => file.Columns.TryGetValue(key, out var column) ? column : throw Lacks(key);

    private InvalidDataException Lacks(string key, string? advice = null)
    {
        string[] there = [.. file.Columns.Values.Select(c => c.Key), .. file.Ignored];
        var found = there.Length == 0 ? "no array" : string.Join(", ", there.Order(StringComparer.Ordinal));
        return new InvalidDataException($"it lacks the key '{key}'{(advice is null ? string.Empty : $": {advice}")}; it holds {found}");
    }

    private LogColumn? VectorOrNone(string key) => file.Columns.ContainsKey(key) ? Vector(key) : null;

    private LogColumn Vector(string key)
    {
        var column = Require(key);
        if (column.Shape is not ([_] or [_, 1]))
        {
            throw new InvalidDataException($"'{column.Key}' has shape {Describe(column.Shape)}, expected one number per row");
        }

        RequireRows(column);
        return column;
    }

    private LogColumn Matrix(string key, int? expectedWidth, bool takesVector = false)
    {
        var column = Require(key);
        column = takesVector && column.Shape is [_] ? new OneColumn(column) : column;
        if (column.Shape is not [_, > 0 and <= ushort.MaxValue])
        {
            throw new InvalidDataException(
                $"'{column.Key}' has shape {Describe(column.Shape)}, expected two dimensions (rows, numbers per row)");
        }

        RequireRows(column);
        return expectedWidth is { } expected && column.Shape[1] != expected
            ? throw new InvalidDataException($"'{column.Key}' has {column.Shape[1]} numbers per row, expected {expected}")
            : column;
    }

    private static LogColumn Choose(LogColumn column, ColumnRanges? choice) => choice switch
    {
        null => column,
        _ when choice.Last >= column.Width => throw new InvalidDataException(
            $"dataset.observation-columns is '{choice.Text}', but '{column.Key}' has {column.Width} numbers per row: columns 0 to {column.Width - 1}"),
        _ => new ChosenColumns(column, choice.Columns),
    };

    private static void RequireWidth(LogColumn column, int? expectedWidth, ColumnRanges? choice)
    {
        if (choice is not null && expectedWidth is { } expected && column.Width != expected)
        {
            throw new InvalidDataException(
                $"dataset.observation-columns is '{choice.Text}', {column.Width} numbers per row, but the environment has {expected}");
        }
    }

    /// <summary>The box that the file says its actions are in.</summary>
    private ActionBox? StatedBox()
    {
        var (low, high) = (Bounds(LogKeys.ActionLow), Bounds(LogKeys.ActionHigh));
        if (low is null != high is null)
        {
            throw Lacks(low is null ? LogKeys.ActionLow : LogKeys.ActionHigh);
        }

        var box = low is null ? file.ActionBox : new ActionBox(low, high!);
        return box is null || (box.Low.Count == box.High.Count && box.Low.Zip(box.High).All(b => b.First < b.Second))
            ? box
            : throw new InvalidDataException("it says bounds of actions of which a lower is not below the upper");
    }

    private double[]? Bounds(string key)
    {
        if (!file.Columns.TryGetValue(key, out var column))
        {
            return null;
        }

        if (column.Shape is not [> 0 and <= ushort.MaxValue])
        {
            throw new InvalidDataException($"'{key}' has shape {Describe(column.Shape)}, expected one number per action dimension");
        }

        var bounds = new float[column.Shape[0]];
        column.Read(0, bounds);
        return Array.ConvertAll(bounds, b => (double)b);
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
