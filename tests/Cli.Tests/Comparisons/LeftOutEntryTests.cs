using System.Text.Json;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Tests.Comparisons;

/// <summary>Results say what they are without.</summary>
[Trait("Category", "Run")]
public sealed class LeftOutEntryTests : ComparisonHarness
{
    private const string Reason = "1 of 1 runs failed, awac, seed 1 because it is tired";

    [Fact]
    public async Task Entries_that_failed_are_named_and_results_without_any_are_removed()
    {
        Write("tiny.conf", TinyPendulum);
        var outcome = await CompareAsync(Two, FailsIn("awac"));
        Assert.Equal(ExitCode.Failure, outcome.Code);
        Assert.Contains($"Left out: awac. {Reason}.\n", File.ReadAllText(In("out/table.md")), StringComparison.Ordinal);
        var summary = JsonDocument.Parse(File.ReadAllText(In("out/summary.json"))).RootElement;
        Assert.Equal(["awac"], summary.GetProperty("leftOut").EnumerateArray().Select(entry => entry.GetProperty("label").GetString()));
        Assert.Equal(Reason, summary.GetProperty("leftOut")[0].GetProperty("reason").GetString());
        Assert.Equal(["sac"], summary.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("label").GetString()));

        // Nothing is said where nothing is missing.
        Assert.Equal(0, (await CompareAsync(Two)).Code);
        Assert.DoesNotContain("Left out", File.ReadAllText(In("out/table.md")), StringComparison.Ordinal);
        Assert.DoesNotContain("leftOut", File.ReadAllText(In("out/summary.json")), StringComparison.Ordinal);

        // Results of the earlier time would be taken for those of this one.
        string[] results = ["results.csv", "summary.json", "table.md", "curves.svg"];
        Assert.All(results, name => Assert.True(File.Exists(In($"out/{name}"))));
        Assert.Equal(ExitCode.Failure, (await CompareAsync(Two.Replace("episodes = 2", "episodes = 3", StringComparison.Ordinal), FailsIn("*"))).Code);
        Assert.All(results, name => Assert.False(File.Exists(In($"out/{name}"))));
    }
}
