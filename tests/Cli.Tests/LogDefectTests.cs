using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Survey;

namespace AwacAkka.Cli.Tests;

/// <summary>Defects of logs that only the environment's own rewards and time limit show, as the commands tell them.</summary>
[Trait("Category", "Run")]
public sealed class LogDefectTests : CommandLineHarness
{
    [Fact]
    public async Task The_goal_of_a_log_without_successors_stays_paid_for()
    {
        const string car = "MountainCarContinuous-v0";
        var log = In("car.npz");
        WriteLog(log, new()
        {
            ["observations"] = new([3, 2], new[] { 0.40f, 0.06f, 0.44f, 0.06f, -0.5f, 0f }), // the second row reaches the flag at 0.45
            ["actions"] = new([3, 1], new float[3]),
            ["rewards"] = new([3], new[] { 0f, 100f, 0f }),
            ["terminals"] = new([3], new[] { false, true, false }),
            ["timeouts"] = new([3], new bool[3]),
        });
        var info = await SucceedAsync("dataset", "info", log, "--environment", car);
        Assert.Contains($"recomputed by {car}: 0 differ, 1 terminal rows without a successor not compared\n", info);
        Assert.DoesNotContain("warning", info);
        var import = await SucceedAsync("dataset", "import", log, "--environment", car, "--recompute-rewards", "--out", In("paid.npz"));
        Assert.Contains(
            $"warning: 1 terminal rows keep their logged rewards: their successors are not stored, and without these the rewards of {car} cannot be told\n",
            import);
        Assert.Equal([0f, 100f], DatasetFile.Load(In("paid.npz")).Transitions.Rewards);
    }

    private static void WriteLog(string path, Dictionary<string, NpyArray> arrays)
    {
        using var stream = File.Create(path);
        Npz.Write(stream, arrays);
    }

    private static async Task<string> SucceedAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.Out;
    }
}
