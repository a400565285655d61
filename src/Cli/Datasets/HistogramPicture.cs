using System.Globalization;
using System.Security;
using System.Text;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Files;

namespace AwacAkka.Cli.Datasets;

/// <summary>A histogram of returns, as bars of text or as an SVG picture.</summary>
internal static class HistogramPicture
{
    private const int LongestBar = 40;
    private const double Width = 820;
    private const double Height = 440;
    private const double Left = 70;
    private const double Right = 790;
    private const double Top = 48;
    private const double Bottom = 372;

    /// <summary>A line per bin.</summary>
    public static IEnumerable<string> Lines(ReturnHistogram histogram)
    {
        string[] edges = [.. Enumerable.Range(0, histogram.Counts.Count + 1).Select(bin => Label(histogram.Edge(bin)))];
        var widest = edges.Max(e => e.Length);
        for (var bin = 0; bin < histogram.Counts.Count; bin++)
        {
            var count = histogram.Counts[bin];
            var bar = new string('#', (int)Math.Ceiling((double)count * LongestBar / histogram.Highest));
            yield return $"{edges[bin].PadLeft(widest)} to {edges[bin + 1].PadLeft(widest)}  {bar,-LongestBar} {Numbers.Count(count)}";
        }
    }

    /// <summary>Writes the picture; the file appears complete or not at all.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static void Save(NewOutput output, string title, ReturnHistogram histogram) =>
        output.WriteFile(stream => stream.Write(Encoding.UTF8.GetBytes(Draw(title, histogram))));

    private static string Draw(string title, ReturnHistogram histogram)
    {
        var svg = new StringBuilder();
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">");
        Line($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Text((Left + Right) / 2, 26, title, "middle", " font-size=\"16\"");
        var bins = histogram.Counts.Count;
        var width = (Right - Left) / bins;
        for (var bin = 0; bin < bins; bin++)
        {
            var (x, y) = (Left + bin * width, Bottom - (Bottom - Top) * histogram.Counts[bin] / histogram.Highest);
            Line($"<rect x=\"{x + 1:0.#}\" y=\"{y:0.#}\" width=\"{width - 2:0.#}\" height=\"{Bottom - y:0.#}\" fill=\"#1f6fb4\"/>");
            Text(x + width / 2, y - 5, Numbers.Count(histogram.Counts[bin]), "middle");
        }

        for (var edge = 0; edge <= bins; edge++)
        {
            Text(Left + edge * width, Bottom + 20, Label(histogram.Edge(edge)), "middle");
        }

        Line($"<line x1=\"{Left}\" y1=\"{Bottom}\" x2=\"{Right}\" y2=\"{Bottom}\" stroke=\"black\"/>");
        Text((Left + Right) / 2, Bottom + 44, "return of an episode", "middle");
        Text(24, (Top + Bottom) / 2, "episodes", "middle", $" transform=\"rotate(-90 24 {(Top + Bottom) / 2})\"");
        Line($"</svg>");
        return svg.ToString();

        void Text(double x, double y, string text, string anchor, string style = "") => Line(
            $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\"{style}>{SecurityElement.Escape(text)}</text>");

        void Line(FormattableString text) => svg.Append(FormattableString.Invariant(text)).Append('\n');
    }

    private static string Label(double value) =>
        (Math.Abs(value) < 1e-9 ? 0 : value).ToString(Math.Abs(value) >= 100 ? "#,0" : "0.####", CultureInfo.InvariantCulture);
}
