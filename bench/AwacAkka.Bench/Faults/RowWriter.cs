using System.Globalization;
using System.Text.Json;

namespace AwacAkka.Bench.Faults;

/// <summary>Writes rows as they come: named columns under a head, or a line of JSON each.</summary>
/// <param name="output">Where to.</param>
/// <param name="json">Whether as JSON.</param>
internal sealed class RowWriter(TextWriter output, bool json)
{
    private const int NameWidth = 44;
    private const int ColumnWidth = 12;
    private string head = string.Empty;

    /// <summary>Writes one row; a new head before it where its columns are others than the last row's.</summary>
    public void Write(string name, params (string Column, object Value)[] cells)
    {
        if (json)
        {
            var row = new Dictionary<string, object> { ["name"] = name };
            foreach (var (column, value) in cells)
            {
                row[JsonNamingPolicy.CamelCase.ConvertName(column.Replace(" ", "", StringComparison.Ordinal))] = value;
            }

            output.WriteLine(JsonSerializer.Serialize(row));
            return;
        }

        var columns = string.Concat(cells.Select(cell => cell.Column.PadLeft(ColumnWidth)));
        if (columns != head)
        {
            output.WriteLine(new string(' ', NameWidth) + columns);
            head = columns;
        }

        output.WriteLine(name.PadRight(NameWidth) + string.Concat(cells.Select(cell => Text(cell.Value).PadLeft(ColumnWidth))));
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "yes" : "no",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
