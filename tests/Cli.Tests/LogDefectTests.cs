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

    [Fact]
    public async Task All_commands_that_read_a_log_tell_of_a_time_limit_that_was_logged_as_a_failure()
    {
        var log = AtTheLimit();
        const string warning = "1 rows are terminal exactly at the time limit of Pendulum-v1, 200 steps, the first of them row 199, and no row is timed out";
        Assert.All(await ReadByAllAsync(log), output => Assert.Contains(warning, output));
        Forget(log, "timeouts");
        Assert.Contains(
            "1 ends are set by the time limit of Pendulum-v1, 200 steps, as D4RL does; 1 of them were logged as terminal",
            await SucceedAsync("dataset", "info", log, "--environment", "Pendulum-v1"));
    }

    [Fact]
    public async Task All_commands_that_read_a_log_tell_of_episodes_that_are_longer_than_the_time_limit()
    {
        var log = WriteDataset(rows => rows with { Timeouts = [.. Enumerable.Range(0, rows.Count).Select(row => row is 9 or 250)] });
        const string warning = "1 episodes are longer than the time limit of Pendulum-v1, 200 steps, the first of them from row 10 on; ends are missing";
        Assert.All(await ReadByAllAsync(log), output => Assert.Contains(warning, output));
        Assert.DoesNotContain("longer than", await SucceedAsync("dataset", "info", log));
    }

    [Fact]
    public async Task All_commands_that_read_a_log_tell_of_rewards_of_another_kind()
    {
        var log = WriteDataset(); // which pays -1 for every step
        Assert.All(await ReadByAllAsync(log), output => Assert.Contains("rewards differ from those of Pendulum-v1: transition 0 has -1 where the environment pays", output));
        Assert.DoesNotContain("rewards differ", await SucceedAsync("dataset", "join", log, log, "--out", In("unchecked.npz")));
    }

    /// <summary>Versions up to 0.4 read the same transitions with and without the array of timeouts.</summary>
    [Fact]
    public async Task A_run_that_an_earlier_version_began_reads_terminals_at_the_time_limit_as_it_did()
    {
        var log = AtTheLimit();
        var digest = (await TrainAsync(log)).TrimEnd().Split('\n')[^1];
        Array.ForEach(Directory.GetFiles(In("run"), "run.db*"), File.Delete); // it stopped before its data were stored
        File.Delete(In("run/metrics.csv"));
        Array.ForEach(Directory.GetFiles(In("run/checkpoints")), File.Delete);
        Forget(log, "timeouts");
        Assert.Equal(digest, (await SucceedAsync("resume", In("run"))).TrimEnd().Split('\n')[^1]);
    }

    /// <summary>What each command says that reads a log.</summary>
    private async Task<string[]> ReadByAllAsync(string log) =>
    [
        await SucceedAsync("dataset", "info", log, "--environment", "Pendulum-v1"),
        await SucceedAsync("dataset", "import", log, "--environment", "Pendulum-v1", "--out", In("imported.npz")),
        await SucceedAsync("dataset", "join", log, log, "--environment", "Pendulum-v1", "--out", In("joined.npz")),
        await TrainAsync(log),
    ];

    /// <summary>Three hundred steps in Pendulum, of which the two hundredth is terminal and none timed out.</summary>
    private string AtTheLimit() => WriteDataset(rows =>
    {
        rows.Terminals[199] = true;
        return rows with { Timeouts = new bool[rows.Count] };
    });

    /// <summary>Takes an array out of a log.</summary>
    private static void Forget(string path, string key)
    {
        Dictionary<string, NpyArray> arrays;
        using (var stream = File.OpenRead(path))
        {
            arrays = Npz.Read(stream, "observations", "actions", "rewards", "next_observations", "terminals", "timeouts").ToDictionary();
        }

        arrays.Remove(key);
        WriteLog(path, arrays);
    }

    private Task<string> TrainAsync(string log) => SucceedAsync(
        "train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"), "--set", $"dataset.path={log}", "--set", "offline.updates=20",
        "--set", "online.steps=0");

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
