using System.Text.Json.Nodes;
using AwacAkka.Actors.Records;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Tests.Comparisons;

/// <summary>A judgement gets into the table only where it is of the run and the episodes that are asked for.</summary>
[Trait("Category", "Run")]
public sealed class JudgementTests : ComparisonHarness
{
    private string Judgement => In("out/runs/sac/seed1-judgement.json");

    [Fact]
    public async Task A_process_that_was_stopped_leaves_a_run_that_is_not_done()
    {
        Write("tiny.conf", TinyPendulum);
        Assert.Equal(0, (await CompareAsync(One)).Code);

        // The old judgement is of two episodes.
        var outcome = await CompareAsync(One.Replace("episodes = 2", "episodes = 3", StringComparison.Ordinal), Stopped);
        Assert.Equal(ExitCode.Failure, outcome.Code);
        Assert.Contains("1 of 1 runs failed, sac, seed 1 because its process was stopped before the end", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("done (", outcome.Out, StringComparison.Ordinal);

        // That of a run that was removed goes when the run begins anew.
        Directory.Delete(In("out/runs/sac/seed1"), recursive: true);
        Assert.True(File.Exists(Judgement));
        Assert.Equal(ExitCode.Failure, (await CompareAsync(One, Stopped)).Code);
        Assert.False(File.Exists(Judgement));
    }

    [Fact]
    public async Task Another_judgement_than_is_asked_for_is_not_read()
    {
        Write("tiny.conf", TinyPendulum);
        Assert.Equal(0, (await CompareAsync(One)).Code);
        var (plan, folder) = (Plan(One), new ComparisonFolder(In("out")));
        var member = plan.Members[0];
        Assert.Equal(2, (await ReadAsync()).Judgement.Episodes);
        var whole = File.ReadAllText(Judgement);
        foreach (var (old, changed) in new[] { ("\"Last\"", "\"Best\""), ("\"Episodes\": 2", "\"Episodes\": 3"), ("\"Seed\": 1000001", "\"Seed\": 1"), ("\"Digest\": \"", "\"Digest\": \"0") })
        {
            Assert.Contains(old, whole, StringComparison.Ordinal);
            File.WriteAllText(Judgement, whole.Replace(old, changed, StringComparison.Ordinal));
            Assert.Contains("is not of this run and these episodes", (await Assert.ThrowsAsync<RunFailedException>(ReadAsync)).Message, StringComparison.Ordinal);
        }

        Task<ComparisonOutcome> ReadAsync() => ComparisonOutcome.ReadAsync(plan.Config, folder, member, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_judgement_that_lacks_something_is_made_again()
    {
        Write("tiny.conf", TinyPendulum);
        Assert.Equal(0, (await CompareAsync(One)).Code);
        var whole = File.ReadAllText(Judgement);
        string[][] fields = [["Policy"], ["Episodes"], ["Seed"], ["Digest"], ["Summary"], ["Summary", "Episodes"], ["Summary", "MeanReturn"], ["Summary", "MeanLength"]];
        foreach (var path in fields)
        {
            var lacking = JsonNode.Parse(whole)!.AsObject();
            (path.Length == 1 ? lacking : lacking[path[0]]!.AsObject()).Remove(path[^1]);
            File.WriteAllText(Judgement, lacking.ToJsonString());
            Assert.Null(Cli.Comparisons.Judgement.Find(Judgement));
        }

        foreach (var field in new[] { "Digest", "Summary" })
        {
            var empty = JsonNode.Parse(whole)!.AsObject();
            empty[field] = null;
            File.WriteAllText(Judgement, empty.ToJsonString());
            Assert.Null(Cli.Comparisons.Judgement.Find(Judgement));
        }

        var again = await CompareAsync(One);
        Assert.Equal((0, ""), (again.Code, again.Error));
        Assert.Contains("sac, seed 1: goes on", again.Out, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllText(Judgement));
    }
}
