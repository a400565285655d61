using System.Globalization;
using System.Xml.Linq;
using AwacAkka.Actors;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;

namespace AwacAkka.Cli.Tests.Reporting;

public class LearningCurveTests
{
    [Fact]
    public void Both_phases_are_drawn_with_their_own_axes_and_the_data_as_a_line()
    {
        MetricsRow[] rows =
            [Row(RunPhase.Offline, 500, 0, 100), Row(RunPhase.Offline, 1000, 0, 300), Row(RunPhase.Online, 1500, 2000, 900)];
        var svg = Draw(rows, 250);
        var texts = Texts(svg);
        Assert.Contains("A & B <title>", texts);
        Assert.Contains("offline: updates", texts);
        Assert.Contains("online: environment steps", texts);
        Assert.Contains("mean return of the data", texts);
        Assert.Contains("evaluation return", texts);
        Assert.Equal(2, Elements(svg, "polyline").Count());
        Assert.Single(Elements(svg, "line"), e => e.Attribute("stroke-dasharray") is not null);
    }

    [Fact]
    public void Points_lie_where_the_axis_labels_say()
    {
        var svg = Draw([Row(RunPhase.Online, 0, 1000, 200), Row(RunPhase.Online, 0, 2000, 600)], null);
        double LabelY(string label) => Number(Elements(svg, "text").Single(e => e.Value == label), "y") - 4;
        var points = Elements(svg, "circle").ToArray();
        Assert.Equal(LabelY("200"), Number(points[0], "cy"), 0.2);
        Assert.Equal(LabelY("600"), Number(points[1], "cy"), 0.2);
        var labelX = Number(Elements(svg, "text").Single(e => e.Value == "1,000"), "x");
        Assert.Equal(labelX, Number(points[0], "cx"), 0.2);
    }

    [Fact]
    public void A_run_of_one_phase_has_the_whole_width_and_no_data_line()
    {
        var svg = Draw([Row(RunPhase.Online, 100, 100, 5)], null);
        Assert.DoesNotContain("offline: updates", Texts(svg));
        Assert.DoesNotContain("mean return of the data", Texts(svg));
    }

    [Fact]
    public void Rounds_without_an_evaluation_and_empty_runs_draw_valid_pictures()
    {
        Assert.Empty(Elements(Draw([], null), "circle"));
        var svg = Draw([Row(RunPhase.Offline, 10, 0, 1) with { Evaluation = null }], 5);
        Assert.Empty(Elements(svg, "circle"));
        Assert.Contains("mean return of the data", Texts(svg));
    }

    [Fact]
    public void Everything_stays_inside_the_picture()
    {
        var svg = Draw([Row(RunPhase.Offline, 7, 0, -3456.7, 900), Row(RunPhase.Online, 9, 123_456, 11_000, 2500)], -280);
        foreach (var point in Elements(svg, "polygon").SelectMany(e => e.Attribute("points")!.Value.Split(' ')))
        {
            var parts = point.Split(',').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToArray();
            Assert.InRange(parts[0], 80, 800);
            Assert.InRange(parts[1], 40, 380);
        }
    }

    private static XDocument Draw(MetricsRow[] rows, double? data) => XDocument.Parse(LearningCurve.Draw("A & B <title>", rows, data));

    private static IEnumerable<XElement> Elements(XDocument svg, string name) => svg.Descendants().Where(e => e.Name.LocalName == name);

    private static string[] Texts(XDocument svg) => [.. Elements(svg, "text").Select(e => e.Value)];

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static MetricsRow Row(RunPhase phase, long updates, long steps, double mean, double std = 10) => new(
        phase, 1, updates, steps, 0, 0, null, new EvaluationSummary(5, mean, std, 100), "abc", []);
}
