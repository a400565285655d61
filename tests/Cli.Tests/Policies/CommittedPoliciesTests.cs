using System.Globalization;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;
using AwacAkka.Policies;

namespace AwacAkka.Cli.Tests.Policies;

/// <summary>The behaviour policies that datasets are made with: each is what its file says it is.</summary>
public class CommittedPoliciesTests
{
    private const int Episodes = 3;

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

    /// <summary>The stated return is of sampled actions over many episodes; the mean action over a few comes near it.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void It_earns_about_the_return_that_its_file_states(string file)
    {
        var path = Path.Combine(Folder, file);
        var metadata = Safetensors.Read(File.ReadAllBytes(path)).Metadata;
        var stated = double.Parse(metadata["return"].Split(' ')[0], CultureInfo.InvariantCulture);
        using var environment = PolicyEnvironment.Make(metadata["environment"]);
        var episodes = EvaluationActor.RunEpisodes(
            environment, new PolicyNetwork(PolicyFile.Read(path)), seed: 1, Episodes, successThreshold: 0, TestContext.Current.CancellationToken);
        Assert.InRange(episodes.Average(e => e.Return), 0.6 * stated, 1.7 * stated);
    }
}
