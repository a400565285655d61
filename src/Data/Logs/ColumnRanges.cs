using System.Globalization;

namespace AwacAkka.Data.Logs;

/// <summary>A choice of columns in words, such as <c>0-26</c> or <c>0-26,40</c>: ranges with both ends, in the order given.</summary>
/// <remarks>Ant's logs of 111 numbers have 84 zeros behind the 27 that are observed: <c>0-26</c> leaves them out.</remarks>
public sealed record ColumnRanges
{
    private const int Most = ushort.MaxValue;

    private ColumnRanges(string text, IReadOnlyList<int> columns) => (Text, Columns) = (text, columns);

    /// <summary>The choice as it is written.</summary>
    public string Text { get; }

    /// <summary>The columns, from 0 on; none occurs twice.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>The largest column.</summary>
    public int Last => Columns.Max();

    /// <summary>Reads a choice; null where the text is none, or where a column occurs twice.</summary>
    public static ColumnRanges? Parse(string text)
    {
        var columns = new List<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out var first) || !Number(ends[^1], out var last) || last < first)
            {
                return null;
            }

            columns.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return columns.Count <= Most && columns.Distinct().Count() == columns.Count
            ? new ColumnRanges(text.Replace(" ", string.Empty, StringComparison.Ordinal), columns)
            : null;
    }

    /// <inheritdoc />
    public bool Equals(ColumnRanges? other) => other?.Text == Text;

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private static bool Number(string text, out int value) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < Most;
}
