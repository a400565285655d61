using System.Globalization;
using System.Text;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// A run's evaluations as an SVG picture: the offline phase over its updates, the online phase over its environment steps, the
/// standard deviation as a band, the data's mean return as a dashed line.
/// </summary>
public sealed class LearningCurve
{
    private const double Width = 820;
    private const double Height = 440;
    private const double Left = 84;
    private const double Right = 790;
    private const double Top = 48;
    private const double Bottom = 372;
    private const double OfflineShare = 0.3;
    private const string Blue = "#1f6fb4";
    private readonly string title;
    private readonly double? dataReturn;
    private readonly Panel[] panels;
    private readonly double low;
    private readonly double high;
    private readonly IReadOnlyList<double> ticks;
    private readonly StringBuilder svg = new();

    private LearningCurve(string title, IReadOnlyCollection<MetricsRow> rows, double? dataReturn)
    {
        this.title = title;
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
            (_, 0) => Right,
            (0, _) => Left,
            _ => Left + OfflineShare * (Right - Left),
        };
        var before = Points(offline, r => r.Updates);

        // The policy that the offline phase ends with is the one that the online phase begins with.
        var start = before.Length > 0 ? before[^1] with { Progress = 0 } : null;
        var after = Points(online, r => r.Steps);
        Panel[] both =
        [
            new("offline: updates", Left, border, End(offline, r => r.Updates), before),
            new("online: environment steps", border, Right, End(online, r => r.Steps), start is null ? after : [start, .. after]),
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
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">");
        Line($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Text((Left + Right) / 2, 26, title, "middle", " font-size=\"16\"");
        DrawReturnAxis();
        foreach (var panel in panels)
        {
            DrawPanel(panel);
        }

        if (dataReturn is { } data)
        {
            Segment(Left, Y(data), Right, Y(data), " stroke=\"#b4431f\" stroke-dasharray=\"6 4\"");
            Text(Right - 4, Y(data) - 5, "mean return of the data", "end", " fill=\"#b4431f\"");
        }

        Line($"</svg>");
        return svg.ToString();
    }

    private void DrawReturnAxis()
    {
        foreach (var tick in ticks)
        {
            Segment(Left, Y(tick), Right, Y(tick), " stroke=\"#dddddd\"");
            Text(Left - 8, Y(tick) + 4, Label(tick), "end");
        }

        Segment(Left, Top, Left, Bottom, " stroke=\"black\"");
        Segment(Left, Bottom, Right, Bottom, " stroke=\"black\"");
        Text(20, (Top + Bottom) / 2, "evaluation return", "middle", Format($" transform=\"rotate(-90 20 {(Top + Bottom) / 2})\""));
    }

    private void DrawPanel(Panel panel)
    {
        if (panel.Start > Left)
        {
            Segment(panel.Start, Top, panel.Start, Bottom, " stroke=\"#888888\"");
        }

        var wanted = Math.Max(2, (int)((panel.End - panel.Start) / 110));
        foreach (var tick in AxisTicks.Cover(0, panel.Last, wanted).Where(t => t <= panel.Last && (t > 0 || panel.Start <= Left)))
        {
            Segment(panel.X(tick), Bottom, panel.X(tick), Bottom + 5, " stroke=\"black\"");
            Text(panel.X(tick), Bottom + 20, Label(tick), "middle");
        }

        Text((panel.Start + panel.End) / 2, Bottom + 44, panel.Title, "middle");
        if (panel.Points.Length == 0)
        {
            return;
        }

        var upper = panel.Points.Select(p => Place(panel, p.Progress, p.Mean + p.Deviation));
        var lower = panel.Points.Reverse().Select(p => Place(panel, p.Progress, p.Mean - p.Deviation));
        Line($"<polygon points=\"{string.Join(' ', upper.Concat(lower))}\" fill=\"{Blue}\" fill-opacity=\"0.18\"/>");
        var path = string.Join(' ', panel.Points.Select(p => Place(panel, p.Progress, p.Mean)));
        Line($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{Blue}\" stroke-width=\"2\"/>");
        foreach (var point in panel.Points)
        {
            Line($"<circle cx=\"{panel.X(point.Progress):0.#}\" cy=\"{Y(point.Mean):0.#}\" r=\"2.5\" fill=\"{Blue}\"/>");
        }
    }

    private string Place(Panel panel, double progress, double value) => Format($"{panel.X(progress):0.#},{Y(value):0.#}");

    private double Y(double value) => Bottom - (value - low) / (high - low) * (Bottom - Top);

    private void Segment(double x1, double y1, double x2, double y2, string style) =>
        Line($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"{style}/>");

    private void Text(double x, double y, string text, string anchor, string style = "") =>
        Line($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\"{style}>{System.Security.SecurityElement.Escape(text)}</text>");

    private void Line(FormattableString text) => svg.Append(FormattableString.Invariant(text)).Append('\n');

    private static string Format(FormattableString text) => FormattableString.Invariant(text);

    private static string Label(double value) => value.ToString(Math.Abs(value) >= 10 ? "#,0.##" : "0.####", CultureInfo.InvariantCulture);

    private sealed record Point(double Progress, double Mean, double Deviation);

    private sealed record Panel(string Title, double Start, double End, double Last, Point[] Points)
    {
        public double X(double progress) => Start + progress / Last * (End - Start);
    }
}
