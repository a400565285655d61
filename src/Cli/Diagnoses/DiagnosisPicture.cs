using System.Globalization;
using AwacAkka.Actors.Reporting;

namespace AwacAkka.Cli.Diagnoses;

/// <summary>A run's diagnosis as an SVG picture of four panels over its updates.</summary>
internal sealed class DiagnosisPicture
{
    private const double PanelWidth = 290, PanelHeight = 130;
    private static readonly string[] Colours = ["#1f6fb4", "#b4431f", "#2e8b57", "#8a5bb5", "#888888"];

    private static readonly Panel[] Panels =
    [
        new("values against returns", 80, 60, [new("value", "value"), new("discounted_return", "discounted return")]),
        new(
            "quantiles of the data's advantages", 480, 60,
            [new("advantage_05", "5 %"), new("advantage_25", "25 %"), new("advantage_50", "50 %"), new("advantage_75", "75 %"), new("advantage_95", "95 %")]),
        new(
            "log density of actions", 80, 250,
            [
                new("log_density_data", "data"), new("log_density_newest", "newest"), new("model_log_density_data", "data, by the model"),
                new("model_log_density_newest", "newest, by the model"),
            ]),
        new("distance of the mean action", 480, 250, [new("distance_data", "data"), new("distance_newest", "newest")]),
    ];

    private readonly IReadOnlyList<CheckpointDiagnosis> diagnoses;
    private readonly double last;
    private readonly SvgChart chart;

    private DiagnosisPicture(string title, IReadOnlyList<CheckpointDiagnosis> diagnoses)
    {
        this.diagnoses = diagnoses;
        last = Math.Max(1, diagnoses.Max(d => d.After.Updates));
        chart = new SvgChart(title, Panels[0].Left);
    }

    /// <summary>Draws it.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="diagnoses">At least one.</param>
    public static string Draw(string title, IReadOnlyList<CheckpointDiagnosis> diagnoses)
    {
        var picture = new DiagnosisPicture(title, diagnoses);
        foreach (var panel in Panels)
        {
            picture.Draw(panel);
        }

        picture.chart.Text(410, 428, $"updates, from 0 to {AxisTicks.Label(picture.last)}", "middle");

        return picture.chart.End();
    }

    private void Draw(Panel panel)
    {
        (string Name, (double Updates, double Figure)[] Points)[] lines =
            [.. panel.Curves.Select(curve => (curve.Name, Points(curve.Column))).Where(line => line.Item2.Length > 0)];
        chart.Text(panel.Left, panel.Top - 8, panel.Title, "start");
        chart.Segment(panel.Left, panel.Bottom, panel.Left + PanelWidth, panel.Bottom, " stroke=\"black\"");
        if (lines.Length == 0)
        {
            chart.Text(panel.Left + PanelWidth / 2, panel.Top + PanelHeight / 2, "nothing to show", "middle", " fill=\"#888888\"");
            return;
        }

        var figures = lines.SelectMany(line => line.Points).Select(point => point.Figure).ToArray();
        var ticks = AxisTicks.Cover(figures.Min(), figures.Max(), 3);
        double Y(double figure) => panel.Bottom - ((figure - ticks[0]) / (ticks[^1] - ticks[0]) * PanelHeight);
        foreach (var tick in ticks)
        {
            chart.Segment(panel.Left, Y(tick), panel.Left + PanelWidth, Y(tick), " stroke=\"#dddddd\"");
            chart.Text(panel.Left - 6, Y(tick) + 4, AxisTicks.Label(tick), "end", " font-size=\"11\"");
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var path = string.Join(' ', lines[i].Points.Select(p => FormattableString.Invariant($"{panel.Left + p.Updates / last * PanelWidth:0.#},{Y(p.Figure):0.#}")));
            chart.Line($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{Colours[i]}\" stroke-width=\"1.5\"/>");
            chart.Text(panel.Left + (i * PanelWidth / lines.Length), panel.Bottom + 16, lines[i].Name, "start", $" fill=\"{Colours[i]}\" font-size=\"11\"");
        }
    }

    private (double Updates, double Figure)[] Points(string column)
    {
        var of = DiagnosisColumns.All.Single(known => known.Name == column).Of;
        return [.. diagnoses.Select(d => (d.After.Updates, Figure: of(d))).Where(p => p.Figure is not null).Select(p => ((double)p.Updates, p.Figure!.Value))];
    }

    /// <summary>A line of a panel.</summary>
    private sealed record Curve(string Column, string Name);

    private sealed record Panel(string Title, double Left, double Top, Curve[] Curves)
    {
        public double Bottom => Top + PanelHeight;
    }
}
