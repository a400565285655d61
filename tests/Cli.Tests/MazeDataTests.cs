using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Survey;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Tests;

/// <summary>Data of mazes: made by the controller that knows the way, and brought from elsewhere with the goal in an array of its own.</summary>
[Trait("Category", "Run")]
public sealed class MazeDataTests : CommandLineHarness
{
    private const int Episodes = 20;

    [Theory]
    [InlineData("PointMaze_UMaze-v3")]
    [InlineData("PointMaze_Medium-v3")]
    [InlineData("PointMaze_Large-v3")]
    public async Task The_controller_brings_the_ball_to_every_goal(string id)
    {
        var steps = Episodes * EnvironmentRegistry.Spec(id).TimeLimit!.Value;
        foreach (var (name, more) in new[] { ("noisy", Array.Empty<string>()), ("mean", ["--deterministic"]) })
        {
            var output = await MakeAsync(id, steps, name, more);
            Assert.Contains($"recomputed by {id}: 0 differ", output);
            var dataset = DatasetFile.Load(In(name));
            Assert.Equal(Episodes, dataset.Episodes.Count);
            Assert.All(dataset.Episodes, episode => Assert.True(episode.Return > 0, $"an episode of {name} does not meet its goal"));
            Assert.All(dataset.Transitions.Actions, push => Assert.InRange(push, -1, 1));
        }

        Assert.NotEqual(DatasetFile.Load(In("noisy")).ContentHash(), DatasetFile.Load(In("mean")).ContentHash());
    }

    [Fact]
    public async Task What_the_controller_makes_depends_on_the_seed_alone()
    {
        await MakeAsync("PointMaze_UMaze-v3", 700, "first");
        await MakeAsync("PointMaze_UMaze-v3", 700, "again");
        await MakeAsync("PointMaze_UMaze-v3", 700, "other", "--seed", "2");
        Assert.Equal(File.ReadAllBytes(In("first")), File.ReadAllBytes(In("again")));
        Assert.NotEqual(File.ReadAllBytes(In("first")), File.ReadAllBytes(In("other")));
    }

    [Theory]
    [InlineData("AntMaze_UMaze-v4")]
    [InlineData("Pendulum-v1")]
    public Task The_controller_is_refused_where_there_is_no_ball(string id) => RefuseAsync(
        $"waypoints lead the ball of a PointMaze, but {id} has none",
        "dataset", "make", "--environment", id, "--policy", "waypoint", "--steps", "10", "--out", In("new.npz"));

    /// <summary>As D4RL stores them: what the robot observes, and the goal among the infos.</summary>
    [Fact]
    public async Task Goals_in_an_array_of_their_own_are_brought_in()
    {
        await MakeAsync("PointMaze_UMaze-v3", 650, "whole");
        var rows = DatasetFile.Load(In("whole")).Transitions;
        var split = new Dictionary<string, NpyArray>
        {
            ["observations"] = new([rows.Count, 4], Columns(rows.Observations, 0, 4)),
            ["infos/goal"] = new([rows.Count, 2], Columns(rows.Observations, 4, 6)),
            ["actions"] = new([rows.Count, 2], rows.Actions),
            ["rewards"] = new([rows.Count], rows.Rewards),
            ["terminals"] = new([rows.Count], rows.Terminals),
            ["timeouts"] = new([rows.Count], rows.Timeouts),
        };
        using (var stream = File.Create(In("split.npz")))
        {
            Npz.Write(stream, split);
        }

        string[] import = ["dataset", "import", In("split.npz"), "--environment", "PointMaze_UMaze-v3", "--out", In("joined.npz"), "--observation-keys"];
        await RefuseAsync("expected names of arrays, each once", [.. import, "observations,"]);
        await RefuseAsync("lacks the key 'infos/target'", [.. import, "observations,infos/target"]);
        await RefuseAsync("'observations' has 4 numbers per row, expected 6", [.. import, "observations"]);
        var outcome = await RunAsync([.. import, "observations,infos/goal"]);
        Assert.Equal((0, string.Empty), (outcome.Code, outcome.Error));
        Assert.Contains("observation  observations, infos/goal side by side\n", outcome.Out);

        // Successors are those of the next row, so that the last rows of two finished episodes and of the file are left out.
        var joined = DatasetFile.Load(In("joined.npz")).Transitions;
        Assert.Equal(rows.Count - 3, joined.Count);
        Assert.Equal(rows.Observations[..(6 * 299)], joined.Observations[..(6 * 299)]);
        Assert.Equal(rows.NextObservations[..(6 * 299)], joined.NextObservations[..(6 * 299)]);
    }

    private static float[] Columns(float[] rows, int from, int to) => [.. rows.Where((_, i) => i % 6 >= from && i % 6 < to)];

    private async Task<string> MakeAsync(string id, int steps, string name, params string[] more)
    {
        var outcome = await RunAsync(
            ["dataset", "make", "--environment", id, "--policy", "waypoint", "--steps", $"{steps}", "--out", In(name), .. more]);
        Assert.Equal((0, string.Empty), (outcome.Code, outcome.Error));
        return outcome.Out;
    }
}
