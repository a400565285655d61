using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>One array of a log whose rows are read in blocks, wherever they lie.</summary>
/// <param name="key">Its name in the file.</param>
/// <param name="shape">Sizes of its dimensions, rows first.</param>
/// <param name="type">NumPy's name of its type, such as <c>float32</c>.</param>
internal abstract class LogColumn(string key, IReadOnlyList<long> shape, string type) : IDisposable
{
    /// <summary>Rows that are read at a time.</summary>
    public const int BlockRows = 1 << 14;

    /// <summary>Its name in the file.</summary>
    public string Key { get; } = key;

    /// <summary>Sizes of its dimensions, rows first.</summary>
    public IReadOnlyList<long> Shape { get; } = shape;

    /// <summary>NumPy's name of its type.</summary>
    public string Type { get; } = type;

    /// <summary>Numbers per row.</summary>
    public int Width => Shape is [_, var numbers] ? (int)numbers : 1;

    /// <summary>Reads whole rows from <paramref name="row"/> on, as many as fit, as single precision.</summary>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public abstract void Read(long row, Span<float> destination);

    /// <inheritdoc />
    public virtual void Dispose()
    {
    }
}

/// <summary>Actions that are scaled linearly from the environment's box to [-1, 1] as they are read.</summary>
/// <param name="stored">The actions as they are stored; closed by its owner.</param>
/// <param name="box">The environment's box.</param>
internal sealed class ScaledActions(LogColumn stored, ActionBox box) : LogColumn(stored.Key, stored.Shape, stored.Type)
{
    /// <inheritdoc />
    public override void Read(long row, Span<float> destination)
    {
        stored.Read(row, destination);
        box.Scale(destination);
    }
}

/// <summary>A vector as a matrix of one column, as the indices of choices are stored.</summary>
/// <param name="stored">The vector; closed by its owner.</param>
internal sealed class OneColumn(LogColumn stored) : LogColumn(stored.Key, [stored.Shape[0], 1], stored.Type)
{
    /// <inheritdoc />
    public override void Read(long row, Span<float> destination) => stored.Read(row, destination);
}

/// <summary>Some columns of a matrix.</summary>
/// <param name="stored">The whole matrix; closed by its owner.</param>
/// <param name="columns">The columns, all of them in the matrix.</param>
internal sealed class ChosenColumns(LogColumn stored, IReadOnlyList<int> columns)
    : LogColumn(stored.Key, [stored.Shape[0], columns.Count], stored.Type)
{
    private float[] whole = [];

    /// <inheritdoc />
    public override void Read(long row, Span<float> destination)
    {
        var rows = destination.Length / columns.Count;
        Array.Resize(ref whole, Math.Max(whole.Length, rows * stored.Width));
        stored.Read(row, whole.AsSpan(0, rows * stored.Width));
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns.Count; c++)
            {
                destination[r * columns.Count + c] = whole[r * stored.Width + columns[c]];
            }
        }
    }
}

/// <summary>Several matrices, the numbers of a row behind each other.</summary>
/// <param name="key">D4RL's name for the whole.</param>
/// <param name="parts">The matrices, of as many rows each; closed with this one.</param>
internal sealed class SideBySide(string key, IReadOnlyList<LogColumn> parts)
    : LogColumn(key, [parts[0].Shape[0], parts.Sum(part => part.Width)], parts[0].Type)
{
    private float[] rows = [];

    /// <summary>The arrays of a log that make an observation.</summary>
    /// <param name="keys">Their names in the file.</param>
    /// <param name="isThere">Whether the file has a name.</param>
    /// <param name="open">Opens an array.</param>
    /// <exception cref="InvalidDataException">One is missing, or their rows do not fit together.</exception>
    public static SideBySide Of(IReadOnlyList<string> keys, Predicate<string> isThere, Func<string, LogColumn> open)
    {
        if (keys.FirstOrDefault(name => !isThere(name)) is { } missing)
        {
            throw new InvalidDataException($"it lacks the key '{missing}', which --observation-keys names");
        }

        LogColumn[] parts = [.. keys.Select(open)];
        foreach (var part in parts)
        {
            if (part.Shape is not [_, > 0 and <= ushort.MaxValue] || part.Shape[0] != parts[0].Shape[0])
            {
                throw new InvalidDataException(
                    $"'{part.Key}' has shape [{string.Join(", ", part.Shape)}], expected two dimensions and as many rows as '{parts[0].Key}' has, {parts[0].Shape[0]}");
            }
        }

        return new SideBySide(string.Join(',', keys), parts);
    }

    /// <inheritdoc />
    public override void Read(long row, Span<float> destination)
    {
        var (count, start) = (destination.Length / Width, 0);
        foreach (var part in parts)
        {
            Array.Resize(ref rows, Math.Max(rows.Length, count * part.Width));
            part.Read(row, rows.AsSpan(0, count * part.Width));
            for (var r = 0; r < count; r++)
            {
                rows.AsSpan(r * part.Width, part.Width).CopyTo(destination[(r * Width + start)..]);
            }

            start += part.Width;
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        foreach (var part in parts)
        {
            part.Dispose();
        }

        base.Dispose();
    }
}

/// <summary>Flags that were worked out instead of read.</summary>
/// <param name="key">D4RL's name for them.</param>
/// <param name="flags">One per row.</param>
internal sealed class DerivedFlags(string key, bool[] flags) : LogColumn(key, [flags.Length], "bool")
{
    /// <inheritdoc />
    public override void Read(long row, Span<float> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = flags[row + i] ? 1 : 0;
        }
    }
}
