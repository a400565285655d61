using System.Globalization;
using System.Text;
using AwacAkka.Actors.Reporting;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Files;

namespace AwacAkka.Cli.Datasets;

/// <summary>A histogram of returns, as bars of text or as an SVG picture.</summary>
internal static class HistogramPicture
{
    private const int LongestBar = 40;
    private const double Left = 70;

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
        var chart = new SvgChart(title, Left);
        var bins = histogram.Counts.Count;
        var width = (SvgChart.Right - Left) / bins;
        for (var bin = 0; bin < bins; bin++)
        {
            var height = (SvgChart.Bottom - SvgChart.Top) * histogram.Counts[bin] / histogram.Highest;
            var (x, y) = (Left + bin * width, SvgChart.Bottom - height);
            chart.Line($"<rect x=\"{x + 1:0.#}\" y=\"{y:0.#}\" width=\"{width - 2:0.#}\" height=\"{SvgChart.Bottom - y:0.#}\" fill=\"#1f6fb4\"/>");
            chart.Text(x + width / 2, y - 5, Numbers.Count(histogram.Counts[bin]), "middle");
        }

        for (var edge = 0; edge <= bins; edge++)
        {
            chart.Label(Left + edge * width, Label(histogram.Edge(edge)));
        }

        chart.HorizontalAxis();
        chart.NameHorizontal((Left + SvgChart.Right) / 2, "return of an episode");
        chart.NameVertical(24, "episodes");
        return chart.End();
    }

    private static string Label(double value) =>
        (Math.Abs(value) < 1e-9 ? 0 : value).ToString(Math.Abs(value) >= 100 ? "#,0" : "0.####", CultureInfo.InvariantCulture);
}
