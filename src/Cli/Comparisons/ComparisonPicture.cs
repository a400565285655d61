using System.Globalization;
using AwacAkka.Actors.Reporting;
using AwacAkka.Statistics;

namespace AwacAkka.Cli.Comparisons;

/// <summary>
/// A comparison as an SVG picture: on the left a curve per entry over training, with the interval of its mean as a band; on the right the means that the
/// policies were judged by, with their intervals, which also say which colour is whose.
/// </summary>
internal sealed class ComparisonPicture
{
    private const double Left = 84, CurvesEnd = 540, MeansStart = 590;

    private static readonly string[] Dashes = ["", " stroke-dasharray=\"7 3\"", " stroke-dasharray=\"2 3\""];

    private readonly ComparisonSummary summary;
    private readonly IReadOnlyList<CurvePoint>[] curves;
    private readonly SvgChart chart;
    private readonly string figure;
    private readonly string progress;

    private ComparisonPicture(ComparisonPlan plan, ComparisonSummary summary, IReadOnlyList<ComparisonOutcome> outcomes)
    {
        this.summary = summary;
        curves = [.. summary.Entries.Select(entry => EntryCurve.Of(plan, outcomes, entry.Label))];
        figure = ComparedFigure.Name(plan.Measure);
        progress = EntryCurve.IsOverSteps(outcomes) ? "environment steps" : "updates";
        chart = new SvgChart(plan.Config.Name, Left);
    }

    /// <summary>Draws it.</summary>
    public static string Draw(ComparisonPlan plan, ComparisonSummary summary, IReadOnlyList<ComparisonOutcome> outcomes)
    {
        var picture = new ComparisonPicture(plan, summary, outcomes);
        picture.DrawCurves();
        picture.DrawMeans();
        return picture.chart.End();
    }

    private void DrawCurves()
    {
        double[] values = [.. curves.SelectMany(curve => curve).SelectMany(point => Ends(point.Mean))];
        var ticks = values.Length == 0 ? AxisTicks.Cover(0, 1, 5) : AxisTicks.Cover(values.Min(), values.Max(), 6);
        double Y(double value) => SvgChart.Bottom - (value - ticks[0]) / (ticks[^1] - ticks[0]) * (SvgChart.Bottom - SvgChart.Top);
        var last = Math.Max(1, curves.SelectMany(curve => curve).Select(point => point.Progress).DefaultIfEmpty(1).Max());
        double X(double moment) => Left + moment / last * (CurvesEnd - Left);
        foreach (var tick in ticks)
        {
            chart.Segment(Left, Y(tick), CurvesEnd, Y(tick), " stroke=\"#dddddd\"");
            chart.Text(Left - 8, Y(tick) + 4, AxisTicks.Label(tick), "end");
        }

        foreach (var tick in AxisTicks.Cover(0, last, 4).Where(tick => tick <= last))
        {
            chart.Segment(X(tick), SvgChart.Bottom, X(tick), SvgChart.Bottom + 5, " stroke=\"black\"");
            chart.Label(X(tick), AxisTicks.Label(tick));
        }

        for (var entry = 0; entry < curves.Length; entry++)
        {
            DrawCurve(entry, point => FormattableString.Invariant($"{X(point.Progress):0.#},{Y(point.Value):0.#}"));
        }

        chart.VerticalAxis();
        chart.Segment(Left, SvgChart.Bottom, CurvesEnd, SvgChart.Bottom, " stroke=\"black\"");
        chart.NameVertical(20, $"own evaluations: {figure}");
        chart.NameHorizontal((Left + CurvesEnd) / 2, progress);
    }

    private void DrawCurve(int entry, Func<(long Progress, double Value), string> place)
    {
        var curve = curves[entry];
        if (curve.Count > 1 && curve.All(point => point.Mean.Interval is not null))
        {
            var upper = curve.Select(point => place((point.Progress, point.Mean.Interval!.Value.High)));
            var lower = curve.Reverse().Select(point => place((point.Progress, point.Mean.Interval!.Value.Low)));
            chart.Line($"<polygon points=\"{string.Join(' ', upper.Concat(lower))}\" fill=\"{Colour(entry)}\" fill-opacity=\"0.13\"/>");
        }

        var path = string.Join(' ', curve.Select(point => place((point.Progress, point.Mean.Value))));
        chart.Line($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{Colour(entry)}\" stroke-width=\"2\" stroke-linejoin=\"round\"{Dash(entry)}/>");
    }

    private void DrawMeans()
    {
        double[] values = [.. summary.Entries.SelectMany(entry => Ends(entry.Mean))];
        var ticks = AxisTicks.Cover(values.Min(), values.Max(), 3);
        double X(double value) => MeansStart + (value - ticks[0]) / (ticks[^1] - ticks[0]) * (SvgChart.Right - MeansStart);
        foreach (var tick in ticks)
        {
            chart.Segment(X(tick), SvgChart.Top, X(tick), SvgChart.Bottom, " stroke=\"#dddddd\"");
            chart.Label(X(tick), AxisTicks.Label(tick));
        }

        var height = (SvgChart.Bottom - SvgChart.Top) / summary.Entries.Count;
        for (var number = 0; number < summary.Entries.Count; number++)
        {
            var (entry, y) = (summary.Entries[number], SvgChart.Top + (number + 0.7) * height);
            chart.Text(MeansStart, y - Math.Min(8, 0.3 * height), entry.Label, "start", $" fill=\"{Colour(number)}\" font-size=\"12\"");
            if (entry.Mean.Interval is { } interval)
            {
                chart.Segment(X(interval.Low), y, X(interval.High), y, $" stroke=\"{Colour(number)}\" stroke-width=\"3\"{Dash(number)}");
            }

            chart.Line($"<circle cx=\"{X(entry.Mean.Value):0.#}\" cy=\"{y:0.#}\" r=\"4\" fill=\"{Colour(number)}\"/>");
        }

        chart.Segment(MeansStart, SvgChart.Bottom, SvgChart.Right, SvgChart.Bottom, " stroke=\"black\"");
        chart.NameHorizontal((MeansStart + SvgChart.Right) / 2, $"mean {figure}");
    }

    private static double[] Ends(Estimate estimate) =>
        estimate.Interval is { } interval ? [estimate.Value, interval.Low, interval.High] : [estimate.Value];

    private static string Colour(int entry) => ChartPanel.Colours[entry % ChartPanel.Colours.Count];

    private static string Dash(int entry) => Dashes[entry / ChartPanel.Colours.Count % Dashes.Length];
}
