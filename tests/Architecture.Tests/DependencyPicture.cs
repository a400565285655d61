using System.Globalization;
using System.Text;

namespace AwacAkka.Architecture.Tests;

/// <summary>
/// The dependencies as a matrix: a row per namespace, a mark in the column of each that it refers to. In layers all marks lie below the diagonal; those
/// above it, in red, are references against the order.
/// </summary>
internal static class DependencyPicture
{
    private const int Cell = 12;
    private const int Margin = 260;

    /// <summary>The picture as SVG.</summary>
    /// <param name="order">The namespaces, from the bottom to the top.</param>
    /// <param name="dependencies">Which refers to which.</param>
    public static string Draw(IReadOnlyList<string> order, IReadOnlyList<Dependency> dependencies)
    {
        var size = Margin + (order.Count * Cell) + Cell;
        var svg = new StringBuilder(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size - Margin + 40}\" font-family=\"sans-serif\" font-size=\"9\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var row = 0; row < order.Count; row++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin - 6}\" y=\"{Y(row) + 9}\" text-anchor=\"end\">{order[row]}</text>\n");
            Square(svg, row, row, "#cccccc");
        }

        foreach (var found in dependencies.OrderBy(d => d.From, StringComparer.Ordinal).ThenBy(d => d.To, StringComparer.Ordinal))
        {
            var (row, column) = (order.IndexOf(found.From), order.IndexOf(found.To));
            Square(svg, row, column, column < row ? "#3070b0" : "#d03030");
        }

        var upward = dependencies.Count(d => order.IndexOf(d.To) > order.IndexOf(d.From));
        svg.Append($"<text x=\"8\" y=\"{Y(order.Count) + 20}\">{order.Count} namespaces, {dependencies.Count} dependencies, {upward} against the order</text>\n");
        return svg.Append("</svg>\n").ToString();
    }

    private static int IndexOf(this IReadOnlyList<string> order, string name) => order.ToList().IndexOf(name);

    private static int Y(int row) => 8 + (row * Cell);

    private static void Square(StringBuilder svg, int row, int column, string colour) => svg.Append(
        $"<rect x=\"{Margin + (column * Cell)}\" y=\"{Y(row)}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" fill=\"{colour}\"/>\n");
}
