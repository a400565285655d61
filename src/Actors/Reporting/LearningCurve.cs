using System.Globalization;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// A run's evaluations as an SVG picture: the offline phase over its updates, the online phase over its environment steps, the
/// standard deviation as a band, the data's mean return as a dashed line.
/// </summary>
public sealed class LearningCurve
{
    private const double Left = 84;
    private const double OfflineShare = 0.3;
    private const string Blue = "#1f6fb4";
    private readonly double? dataReturn;
    private readonly Panel[] panels;
    private readonly double low;
    private readonly double high;
    private readonly IReadOnlyList<double> ticks;
    private readonly SvgChart chart;

    private LearningCurve(string title, IReadOnlyCollection<MetricsRow> rows, double? dataReturn)
    {
        chart = new SvgChart(title, Left);
        this.dataReturn = dataReturn;
        panels = Panels(rows);
        var values = panels.SelectMany(p => p.Points).SelectMany(p => new[] { p.Mean - p.Deviation, p.Mean + p.Deviation });
        var range = (dataReturn is { } data ? values.Append(data) : values).ToArray();
        ticks = range.Length == 0 ? AxisTicks.Cover(0, 1, 5) : AxisTicks.Cover(range.Min(), range.Max(), 6);
        (low, high) = (ticks[0], ticks[^1]);
    }

    /// <summary>Draws the picture.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="rows">All rounds; those without an evaluation only extend the axes.</param>
    /// <param name="dataReturn">Mean return of the data, if any.</param>
    public static string Draw(string title, IReadOnlyCollection<MetricsRow> rows, double? dataReturn) =>
        new LearningCurve(title, rows, dataReturn).Draw();

    private static Panel[] Panels(IReadOnlyCollection<MetricsRow> rows)
    {
        var offline = rows.Where(r => r.Phase == RunPhase.Offline).ToArray();
        var online = rows.Where(r => r.Phase == RunPhase.Online).ToArray();
        var border = (offline.Length, online.Length) switch
        {
            (_, 0) => SvgChart.Right,
            (0, _) => Left,
            _ => Left + OfflineShare * (SvgChart.Right - Left),
        };
        var before = Points(offline, r => r.Updates);

        // The policy that the offline phase ends with is the one that the online phase begins with.
        var start = before.Length > 0 ? before[^1] with { Progress = 0 } : null;
        var after = Points(online, r => r.Steps);
        Panel[] both =
        [
            new("offline: updates", Left, border, End(offline, r => r.Updates), before),
            new("online: environment steps", border, SvgChart.Right, End(online, r => r.Steps), start is null ? after : [start, .. after]),
        ];
        return [.. both.Where(p => p.End > p.Start)];
    }

    private static long End(IEnumerable<MetricsRow> rows, Func<MetricsRow, long> progress) =>
        rows.Select(progress).DefaultIfEmpty(1).Max();

    private static Point[] Points(IEnumerable<MetricsRow> rows, Func<MetricsRow, long> progress) =>
        [.. rows.Where(r => r.Evaluation is not null)
            .Select(r => new Point(progress(r), r.Evaluation!.MeanReturn, r.Evaluation.StandardDeviation))];

    private string Draw()
    {
        DrawReturnAxis();
        foreach (var panel in panels)
        {
            DrawPanel(panel);
        }

        if (dataReturn is { } data)
        {
            chart.Segment(Left, Y(data), SvgChart.Right, Y(data), " stroke=\"#b4431f\" stroke-dasharray=\"6 4\"");
            chart.Text(SvgChart.Right - 4, Y(data) - 5, "mean return of the data", "end", " fill=\"#b4431f\"");
        }

        return chart.End();
    }

    private void DrawReturnAxis()
    {
        foreach (var tick in ticks)
        {
            chart.Segment(Left, Y(tick), SvgChart.Right, Y(tick), " stroke=\"#dddddd\"");
            chart.Text(Left - 8, Y(tick) + 4, AxisTicks.Label(tick), "end");
        }

        chart.VerticalAxis();
        chart.HorizontalAxis();
        chart.NameVertical(20, "evaluation return");
    }

    private void DrawPanel(Panel panel)
    {
        if (panel.Start > Left)
        {
            chart.Segment(panel.Start, SvgChart.Top, panel.Start, SvgChart.Bottom, " stroke=\"#888888\"");
        }

        var wanted = Math.Max(2, (int)((panel.End - panel.Start) / 110));
        foreach (var tick in AxisTicks.Cover(0, panel.Last, wanted).Where(t => t <= panel.Last && (t > 0 || panel.Start <= Left)))
        {
            chart.Segment(panel.X(tick), SvgChart.Bottom, panel.X(tick), SvgChart.Bottom + 5, " stroke=\"black\"");
            chart.Label(panel.X(tick), AxisTicks.Label(tick));
        }

        chart.NameHorizontal((panel.Start + panel.End) / 2, panel.Title);
        if (panel.Points.Length == 0)
        {
            return;
        }

        var upper = panel.Points.Select(p => Place(panel, p.Progress, p.Mean + p.Deviation));
        var lower = panel.Points.Reverse().Select(p => Place(panel, p.Progress, p.Mean - p.Deviation));
        chart.Line($"<polygon points=\"{string.Join(' ', upper.Concat(lower))}\" fill=\"{Blue}\" fill-opacity=\"0.18\"/>");
        var path = string.Join(' ', panel.Points.Select(p => Place(panel, p.Progress, p.Mean)));
        chart.Line($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{Blue}\" stroke-width=\"2\"/>");
        foreach (var point in panel.Points)
        {
            chart.Line($"<circle cx=\"{panel.X(point.Progress):0.#}\" cy=\"{Y(point.Mean):0.#}\" r=\"2.5\" fill=\"{Blue}\"/>");
        }
    }

    private string Place(Panel panel, double progress, double value) => FormattableString.Invariant($"{panel.X(progress):0.#},{Y(value):0.#}");

    private double Y(double value) => SvgChart.Bottom - (value - low) / (high - low) * (SvgChart.Bottom - SvgChart.Top);

    private sealed record Point(double Progress, double Mean, double Deviation);

    private sealed record Panel(string Title, double Start, double End, double Last, Point[] Points)
    {
        public double X(double progress) => Start + progress / Last * (End - Start);
    }
}
