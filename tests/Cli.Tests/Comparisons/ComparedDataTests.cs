namespace AwacAkka.Cli.Tests.Comparisons;

/// <summary>All runs of a comparison that name a dataset have the same data.</summary>
[Trait("Category", "Run")]
public sealed class ComparedDataTests : ComparisonHarness
{
    [Fact]
    public async Task A_dataset_that_changed_is_refused_for_new_entries_too()
    {
        Write("tiny.conf", TinyPendulum);
        WriteDataset();
        var one = $"{One}\nset = [\"dataset.path={In("data.npz")}\"]";
        Assert.Equal((0, ""), Told(await CompareAsync(one)));

        // A further entry has the data that are there now.
        WriteDataset(chunk =>
        {
            chunk.Rewards[0] = -2;
            return chunk;
        });
        var two = one.Replace("[sac]", "[sac, other]", StringComparison.Ordinal) + "\nentry.other.set = [\"online.steps=300\"]";
        await RefuseAsync(
            "sac/seed1' is there already, but the comparison now asks for other data than it was begun with",
            "compare", "--config", Write("comparison.conf", two), "--out", In("out"));

        // What is finished needs no data.
        File.Delete(In("data.npz"));
        Assert.Equal((0, ""), Told(await CompareAsync(one)));

        // With the data of before the entry is trained.
        WriteDataset();
        var more = await CompareAsync(two);
        Assert.Equal((0, ""), Told(more));
        Assert.Contains("sac, seed 1: kept as it is", more.Out, StringComparison.Ordinal);
    }

    private static (int, string) Told(Outcome outcome) => (outcome.Code, outcome.Error);
}
