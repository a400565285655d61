using System.Globalization;
using System.Text.RegularExpressions;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;
using AwacAkka.Policies;

namespace AwacAkka.Cli.Tests.Policies;

/// <summary>The behaviour policies that datasets are made with: each is what its file says it is.</summary>
[Trait("Category", "Run")]
public partial class CommittedPoliciesTests
{
    private const int Steps = 4_000; // 4 episodes, or more where they end early

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.safetensors").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "policies");

    [Fact]
    public void Every_locomotion_task_has_a_medium_and_an_expert_one()
    {
        var files = Files.Select(row => row.Data).ToHashSet();
        foreach (var task in (string[])["halfcheetah", "hopper", "walker2d", "ant"])
        {
            Assert.Contains($"{task}-medium.safetensors", files);
            Assert.Contains($"{task}-expert.safetensors", files);
        }
    }

    /// <summary>
    /// A file states the mean and the deviation of the returns of so many episodes with sampled actions. The mean of others lies within three standard
    /// errors of their difference.
    /// </summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void It_earns_the_return_that_its_file_states(string file)
    {
        var path = Path.Combine(Folder, file);
        var metadata = Safetensors.Read(File.ReadAllBytes(path)).Metadata;
        var stated = Stated().Match(metadata["return"]);
        Assert.True(stated.Success, metadata["return"]);
        var (mean, deviation, count) = (Number(stated.Groups[1]), Number(stated.Groups[2]), Number(stated.Groups[3]));
        using var environment = PolicyEnvironment.Make(metadata["environment"]);
        var episodes = new SlotRollout(environment, seed: 1).Run(SlotState.Start(0), new PolicyNetwork(PolicyFile.Read(path)), Steps).Episodes;
        var error = deviation * Math.Sqrt(1 / count + 1.0 / episodes.Count);
        Assert.InRange(episodes.Average(e => e.Return), mean - 3 * error, mean + 3 * error);
    }

    private static double Number(Group digits) => double.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d+) \(sd (\d+), (\d+) stochastic episodes\)$")]
    private static partial Regex Stated();
}
