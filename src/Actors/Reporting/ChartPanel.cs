namespace AwacAkka.Actors.Reporting;

/// <summary>A line of a panel.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Points">Its points from left to right.</param>
public sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Lower and upper end of a band around it, per point; null without one.</summary>
    public IReadOnlyList<(double Low, double High)>? Band { get; init; }
}

/// <summary>One of several small pairs of axes in a picture: lines over a common horizontal axis, whose names stand under it.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Left">Where its vertical axis lies, in pixels.</param>
/// <param name="Top">The upper end of that.</param>
public sealed record ChartPanel(string Title, double Left, double Top)
{
    /// <summary>Width of the axes, in pixels.</summary>
    public const double Width = 290;

    /// <summary>Height of the axes, in pixels.</summary>
    public const double Height = 130;

    /// <summary>Colours that most colour-blind people tell apart (Okabe and Ito).</summary>
    public static readonly IReadOnlyList<string> Colours =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a7a00"];

    // Of the names' letters, about.
    private const double CharacterWidth = 5.8, NameGap = 12;

    private double Bottom => Top + Height;

    /// <summary>Draws it.</summary>
    /// <param name="chart">The picture.</param>
    /// <param name="lines">Its lines, whose places among them are their colours'; those without points are left out, and without any it says so.</param>
    /// <param name="last">The right end of the horizontal axis, which begins at 0.</param>
    public void Draw(SvgChart chart, IReadOnlyList<ChartLine> lines, double last)
    {
        ArgumentNullException.ThrowIfNull(chart);
        (ChartLine Line, string Colour)[] shown =
            [.. lines.Select((line, place) => (line, Colours[place % Colours.Count])).Where(coloured => coloured.line.Points.Count > 0)];
        chart.Text(Left, Top - 8, Title, "start");
        chart.Segment(Left, Bottom, Left + Width, Bottom, " stroke=\"black\"");
        if (shown.Length == 0)
        {
            chart.Text(Left + Width / 2, Top + Height / 2, "nothing to show", "middle", " fill=\"#888888\"");
            return;
        }

        double[] figures = [.. shown.SelectMany(s => s.Line.Points.Select(point => point.Y).Concat(s.Line.Band?.SelectMany(b => new[] { b.Low, b.High }) ?? []))];
        var ticks = AxisTicks.Cover(figures.Min(), figures.Max(), 3);
        double X(double moment) => Left + moment / last * Width;
        double Y(double figure) => Bottom - (figure - ticks[0]) / (ticks[^1] - ticks[0]) * Height;
        foreach (var tick in ticks)
        {
            chart.Segment(Left, Y(tick), Left + Width, Y(tick), " stroke=\"#dddddd\"");
            chart.Text(Left - 6, Y(tick) + 4, AxisTicks.Label(tick), "end", " font-size=\"11\"");
        }

        var name = Left; // where the next one stands
        foreach (var (line, colour) in shown)
        {
            if (line.Band is { } band)
            {
                var ends = line.Points.Zip(band, (point, b) => (point.X, b.Low, b.High)).ToArray();
                var around = ends.Select(end => Place(X(end.X), Y(end.High))).Concat(ends.Reverse().Select(end => Place(X(end.X), Y(end.Low))));
                chart.Line($"<polygon points=\"{string.Join(' ', around)}\" fill=\"{colour}\" fill-opacity=\"0.13\"/>");
            }

            var path = string.Join(' ', line.Points.Select(point => Place(X(point.X), Y(point.Y))));
            chart.Line($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>");
            chart.Text(name, Bottom + 16, line.Name, "start", $" fill=\"{colour}\" font-size=\"11\"");
            name += NameGap + CharacterWidth * line.Name.Length;
        }
    }

    private static string Place(double x, double y) => FormattableString.Invariant($"{x:0.#},{y:0.#}");
}
