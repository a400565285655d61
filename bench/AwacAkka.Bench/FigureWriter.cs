using System.Globalization;
using System.Text.Json;

namespace AwacAkka.Bench;

/// <summary>Writes figures as they come: a row of a table each, or a line of JSON each.</summary>
/// <param name="output">Where to.</param>
/// <param name="json">Whether as JSON.</param>
internal sealed class FigureWriter(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private bool headed;

    /// <summary>Writes one figure.</summary>
    public void Write(Figure figure)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(Rounded(figure), Format));
            return;
        }

        if (!headed)
        {
            Row("", "unit", "ours", "theirs", "ratio", "spread", "theirs with");
            headed = true;
        }

        Row(
            figure.Name, figure.Unit, Rate(figure.Ours), Rate(figure.Theirs),
            figure.Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-",
            figure.Spread.ToString("0 %", CultureInfo.InvariantCulture), figure.Rival ?? "-");
    }

    private void Row(string name, string unit, string ours, string theirs, string ratio, string spread, string rival) =>
        output.WriteLine($"{name,-52} {unit,-9} {ours,9} {theirs,9} {ratio,6} {spread,7}  {rival}");

    private static string Rate(double? rate) =>
        rate?.ToString(rate < 10 ? "0.00" : rate < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture) ?? "-";

    private static Figure Rounded(Figure figure) => figure with
    {
        Ours = Round(figure.Ours, 2),
        Theirs = Round(figure.Theirs, 2),
        Ratio = Round(figure.Ratio, 4),
        Spread = Math.Round(figure.Spread, 4),
    };

    private static double? Round(double? value, int digits) => value is { } number ? Math.Round(number, digits) : null;
}
