using AwacAkka.Actors.Reporting;

namespace AwacAkka.Cli.Diagnoses;

/// <summary>A run's diagnosis as an SVG picture of four panels over its updates.</summary>
internal static class DiagnosisPicture
{
    private static readonly (ChartPanel Panel, (string Column, string Name)[] Curves)[] Panels =
    [
        (new("values against returns", 80, 60), [("value", "value"), ("discounted_return", "discounted return")]),
        (
            new("quantiles of the data's advantages", 480, 60),
            [("advantage_05", "5 %"), ("advantage_25", "25 %"), ("advantage_50", "50 %"), ("advantage_75", "75 %"), ("advantage_95", "95 %")]),
        (
            new("log density of actions", 80, 250),
            [
                ("log_density_data", "data"), ("log_density_newest", "newest"), ("model_log_density_data", "data, by the model"),
                ("model_log_density_newest", "newest, by the model"),
            ]),
        (new("distance of the mean action", 480, 250), [("distance_data", "data"), ("distance_newest", "newest")]),
    ];

    /// <summary>Draws it.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="diagnoses">At least one.</param>
    public static string Draw(string title, IReadOnlyList<CheckpointDiagnosis> diagnoses)
    {
        var last = Math.Max(1, diagnoses.Max(d => d.After.Updates));
        var chart = new SvgChart(title, Panels[0].Panel.Left);
        foreach (var (panel, curves) in Panels)
        {
            panel.Draw(chart, [.. curves.Select(curve => new ChartLine(curve.Name, Points(diagnoses, curve.Column)))], last);
        }

        chart.Text(410, 428, $"updates, from 0 to {AxisTicks.Label(last)}", "middle");
        return chart.End();
    }

    private static (double, double)[] Points(IReadOnlyList<CheckpointDiagnosis> diagnoses, string column)
    {
        var of = DiagnosisColumns.All.Single(known => known.Name == column).Of;
        return [.. diagnoses.Select(d => (d.After.Updates, Figure: of(d))).Where(p => p.Figure is not null).Select(p => ((double)p.Updates, p.Figure!.Value))];
    }
}
