using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace AwacAkka.Cli.Tests.Comparisons;

/// <summary>A comparison from its beginning to its results.</summary>
[Trait("Category", "Run")]
public sealed class CompareTests : CommandLineHarness
{
    private const string Table =
        """
        name = table
        seeds = "1..2"
        entries = [sac, awac]
        config = tiny.conf
        set = ["online.steps=300"]
        entry.awac.set = ["algorithm.name=awac"]
        policy = best
        evaluation.episodes = 3
        resamples = 200
        """;

    [Fact]
    public async Task Runs_are_those_of_train_judged_on_other_episodes_and_kept()
    {
        Write("tiny.conf", TinyPendulum);
        var file = Write("table.conf", Table);
        var outcome = await RunAsync("compare", "--config", file, "--out", In("out"));
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        var rows = Rows();
        Assert.Equal(["sac 1", "sac 2", "awac 1", "awac 2"], rows.Select(row => $"{row["entry"]} {row["seed"]}"));

        // The same run as by 'train', by its digest.
        var trained = await RunAsync("train", "--config", In("tiny.conf"), "--set", "online.steps=300", "--seed", "2", "--run", In("alone"));
        Assert.Equal($"digest {rows[1]["digest"]}", trained.LastLine);

        // Its best policy, on episodes under another seed than that which it was chosen by.
        var judged = await RunAsync("evaluate", In("out/runs/sac/seed2"), "--best", "--episodes", "3", "--seed", rows[1]["evaluation_seed"]);
        Assert.Contains($"return  {Number(rows[1]["return"]):#,0.0} +- ", judged.Out);
        var chosen = await RunAsync("evaluate", In("out/runs/sac/seed2"), "--best", "--episodes", "2", "--seed", "2");
        Assert.Contains($"return  {Number(rows[1]["own_best_return"]):#,0.0} +- ", chosen.Out);
        Assert.Empty(rows.Select(row => row["evaluation_seed"]).Intersect(rows.Select(row => row["seed"])));

        // What it comes to, worked out from the runs' lines.
        var (sac, awac) = (rows[..2].Select(row => Number(row["figure"])).ToArray(), rows[2..].Select(row => Number(row["figure"])).ToArray());
        var summary = JsonDocument.Parse(File.ReadAllText(In("out/summary.json"))).RootElement;
        var pair = summary.GetProperty("pairs")[0];
        var wins = awac.Sum(figure => sac.Sum(other => figure > other ? 1 : figure < other ? 0 : 0.5));
        Assert.Equal([sac.Average(), awac.Average()], summary.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("mean").GetProperty("value").GetDouble()));
        Assert.Equal(wins / 4, pair.GetProperty("probabilityOfImprovement").GetProperty("value").GetDouble());
        Assert.Equal((awac[0] - sac[0] + awac[1] - sac[1]) / 2, pair.GetProperty("pairedDifference").GetProperty("value").GetDouble(), 1e-9);

        // What it shows.
        var markdown = File.ReadAllText(In("out/table.md"));
        Assert.Matches(@"\| awac \| 2 \| -[0-9,.]+ \[-[0-9,.]+, -[0-9,.]+\] \|", markdown);
        Assert.Contains("P(better than sac)", outcome.Out);
        var picture = XDocument.Parse(File.ReadAllText(In("out/curves.svg")));
        Assert.Equal(2, picture.Descendants().Count(element => element.Name.LocalName == "polygon")); // a band per entry
        Assert.Contains(picture.Descendants(), element => element.Value == "awac");

        // Started again, nothing is trained and everything is the same.
        var before = Contents();
        var again = await RunAsync("compare", "--config", file, "--out", In("out"));
        Assert.Contains("sac, seed 1: kept as it is", again.Out);
        Assert.DoesNotContain("begins", again.Out);
        Assert.Equal(before, Contents());

        // Other episodes are no change of a run; another length is.
        Write("table.conf", Table.Replace("episodes = 3", "episodes = 4", StringComparison.Ordinal));
        Assert.Equal(0, (await RunAsync("compare", "--config", file, "--out", In("out"))).Code);
        Assert.Equal(["4", "4", "4", "4"], Rows().Select(row => row["evaluation_episodes"]));
        Assert.Equal(rows.Select(row => row["digest"]), Rows().Select(row => row["digest"]));
        Write("table.conf", Table.Replace("steps=300", "steps=400", StringComparison.Ordinal));
        await RefuseAsync("but the comparison now asks for online.steps = 400 instead of 300: undo the change", "compare", "--config", file, "--out", In("out"));
        Write("table.conf", Table + "\nparallel = 1\nseeds = \"1..3\"\n"); // what results do not depend on, and more of the same
        var more = await RunAsync("compare", "--config", file, "--out", In("out"));
        Assert.Equal((0, 6), (more.Code, Rows().Length));
    }

    [Fact]
    public async Task One_seed_without_intervals_has_figures_alone()
    {
        Write("tiny.conf", TinyPendulum);
        var file = Write("one.conf", Table.Replace("\"1..2\"", "7", StringComparison.Ordinal).Replace("[sac, awac]", "[sac]", StringComparison.Ordinal)
            .Replace("entry.awac.set", "intervals = false #", StringComparison.Ordinal));
        var outcome = await RunAsync("compare", "--config", file, "--out", In("out"));
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.DoesNotContain("[", File.ReadAllText(In("out/table.md")).Split('!')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("\"low\"", File.ReadAllText(In("out/summary.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("polygon", File.ReadAllText(In("out/curves.svg")), StringComparison.Ordinal);
    }

    private Dictionary<string, string>[] Rows()
    {
        var lines = File.ReadAllLines(In("out/results.csv"));
        var names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private string[] Contents() =>
        [.. new[] { "results.csv", "summary.json", "table.md", "curves.svg" }.Select(name => File.ReadAllText(In($"out/{name}")))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
