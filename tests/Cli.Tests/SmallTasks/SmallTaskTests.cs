using System.Globalization;
using System.Text.RegularExpressions;
using AwacAkka.Learning.Algorithms;

namespace AwacAkka.Cli.Tests.SmallTasks;

/// <summary>Every algorithm learns: from the command line to a policy that comes to a stated score, on other episodes than the run's own.</summary>
[Trait("Category", "Slow")] // ten minutes of one core
public sealed partial class SmallTaskTests(SmallTaskLogs logs) : CommandLineHarness, IClassFixture<SmallTaskLogs>
{
    public static TheoryData<string> Algorithms => [.. AlgorithmRegistry.All.Select(algorithm => algorithm.Name)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task It_comes_to_its_score(string algorithm)
    {
        var task = SmallTasks.All[algorithm];
        var trained = await RunAsync(task.Command(logs.FileOf(task.Log), In("run")));
        Assert.Equal((0, ""), (trained.Code, trained.Error));
        var judged = await RunAsync("evaluate", In("run"), "--episodes", "50", "--seed", "1001");
        var score = double.Parse(Return().Match(judged.Out).Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"{algorithm}: {score}, {trained.LastLine}");
        Assert.InRange(score, task.Score, double.MaxValue);
    }

    [GeneratedRegex(@"return +(-?[\d,.]+)")]
    private static partial Regex Return();
}
