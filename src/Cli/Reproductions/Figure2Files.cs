using System.Globalization;
using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Reporting;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Reproductions;

/// <summary>The figure as files: its points, its picture of four panels, and what of the paper's findings is seen.</summary>
internal static class Figure2Files
{
    private static readonly (double Left, double Top)[] Places = [(80, 60), (480, 60), (80, 250), (480, 250)];

    /// <summary>Writes them, and tells the findings.</summary>
    public static void Write(CliConsole console, ComparisonFolder folder, ComparisonConfig config, IReadOnlyList<Measured> measured)
    {
        string In(string name) => Path.Combine(folder.FullPath, name);
        var findings = new Figure2Findings(measured).All();
        ComparisonFolder.Write(In("figure2.csv"), Encoding.UTF8.GetBytes(Csv(measured)));
        ComparisonFolder.Write(In("figure2.svg"), Encoding.UTF8.GetBytes(Picture(config, measured)));
        ComparisonFolder.Write(In("findings.md"), Encoding.UTF8.GetBytes(Markdown(findings)));
        console.Out.WriteLine();
        foreach (var finding in findings)
        {
            console.Out.WriteLine($"panel {finding.Panel}: {finding.Claim}: {finding.Verdict}");
            console.Out.WriteLine($"         {finding.Figures}");
        }

        console.Out.WriteLine(In("figure2.csv"));
        console.Out.WriteLine(In("figure2.svg"));
    }

    private static string Csv(IReadOnlyList<Measured> measured)
    {
        var lines =
            from panel in Figure2Panels.All
            from entry in panel.Entries
            from measure in panel.Measures
            from m in measured
            where m.Entry == entry && m.Measure == measure
            select string.Create(
                CultureInfo.InvariantCulture, $"{panel.Number},{entry},{m.Seed},{m.Phase.ToString().ToLowerInvariant()},{m.Progress},{measure},{m.Value}");
        return string.Concat(lines.Prepend("panel,entry,seed,phase,progress,measure,value").Select(line => line + "\n"));
    }

    private static string Picture(ComparisonConfig config, IReadOnlyList<Measured> measured)
    {
        int? resamples = config.HasIntervals ? config.Resamples : null;
        var chart = new SvgChart($"{config.Name}: Figure 2 of arXiv 2006.09359, made again", Places[0].Left);
        foreach (var (panel, place) in Figure2Panels.All.Zip(Places))
        {
            ChartLine[] lines =
            [
                .. from entry in panel.Entries
                   from drawn in panel.Drawn
                   let curve = MeasuredCurve.Of(measured, entry, drawn.Measure, resamples)
                   where curve is not null
                   select Line(entry + drawn.Words, curve),
            ];
            var last = Math.Max(1, lines.SelectMany(line => line.Points).Select(point => point.X).DefaultIfEmpty(1).Max());
            ChartPanel axes = new($"{panel.Title}, to {AxisTicks.Label(last)} steps", place.Left, place.Top);
            axes.Draw(chart, lines, last);
        }

        chart.Text(SvgChart.Right / 2, 428, "environment steps, those after the offline phase at 0", "middle");
        return chart.End();
    }

    private static ChartLine Line(string name, MeasuredCurve curve) => new(name, [.. curve.Points.Select(point => ((double)point.Steps, point.Mean.Value))])
    {
        Band = curve.Points.All(point => point.Mean.Interval is not null)
            ? [.. curve.Points.Select(point => (point.Mean.Interval!.Value.Low, point.Mean.Interval.Value.High))]
            : null,
    };

    private static string Markdown(IReadOnlyList<Finding> findings) => string.Concat(
        findings.Select(finding => $"| {finding.Panel} | {finding.Claim} | {finding.Verdict} | {finding.Figures} |")
            .Prepend("|---|---|---|---|").Prepend("| panel | the paper's finding | here | figures |").Append("\n![Figure 2](figure2.svg)").Select(line => line + "\n"));
}
