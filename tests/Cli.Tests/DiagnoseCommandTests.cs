using System.Globalization;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;
using AwacAkka.Policies;

namespace AwacAkka.Cli.Tests;

/// <summary><c>awac diagnose</c> on small runs.</summary>
[Trait("Category", "Run")]
public sealed class DiagnoseCommandTests : CommandLineHarness
{
    [Fact]
    public async Task Every_checkpoint_has_a_line_and_the_run_is_left_as_it_is()
    {
        await RunAsync("dataset", "make", "--environment", "Pendulum-v1", "--policy", "random", "--steps", "400", "--out", In("data.npz"));
        var config = Write("tiny.conf", TinyPendulum);
        await RunAsync(
            "train", "--config", config, "--run", In("run"), "--set", $"dataset.path={In("data.npz")}", "--set", "offline.updates=40", "--set", "online.random-steps=0",
            "--set", "checkpoints.every-rounds=1", "--set", "checkpoints.keep=10");
        var before = Directory.GetFiles(In("run"), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

        var outcome = await RunAsync("diagnose", In("run"), "--steps", "450");
        Assert.Equal((0, string.Empty), (outcome.Code, outcome.Error));
        var offline = File.ReadAllLines(In("run/metrics.csv")).Select(line => line.Split(',')).Last(cells => cells[0] == "offline");
        Assert.Contains($"dip: {Number(offline[8]):#,0.0} after the offline phase, ", outcome.Out); // its column evaluation_return
        var lines = File.ReadAllLines(In("run/diagnostics.csv"));
        Assert.Equal(["offline,1,20,0", "offline,2,40,0", "online,1,60,100", "online,2,80,200"], lines[1..].Select(line => string.Join(',', line.Split(',')[..4])));
        var columns = lines[0].Split(',');
        foreach (var cells in lines[1..].Select(line => line.Split(',')))
        {
            var figures = columns.Zip(cells).Skip(4).ToDictionary(cell => cell.First, cell => cell.Second);
            Assert.InRange(Number(figures["return"]), -2_000, 0);
            Assert.Equal(Number(figures["value"]) - Number(figures["discounted_return"]), Number(figures["value_bias"]), 1e-9);
            Assert.InRange(Number(figures["distance_data"]), 0.01, 2);
            Assert.True(Number(figures["advantage_05"]) < Number(figures["advantage_95"]));
            Assert.Equal(cells[0] == "online", figures["log_density_newest"].Length > 0);
            Assert.Empty(figures["model_log_density_data"]);
        }

        Assert.StartsWith("<svg", await File.ReadAllTextAsync(In("run/diagnostics.svg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(lines, (await AgainAsync()).Lines);
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
        Assert.Equal(0, (await RunAsync("verify", In("run"))).Code);

        async Task<(int Code, string[] Lines)> AgainAsync() =>
            ((await RunAsync("diagnose", In("run"), "--steps", "450")).Code, File.ReadAllLines(In("run/diagnostics.csv")));
    }

    /// <summary>What the run leaves is the average, and the networks are those of the latest policy.</summary>
    [Fact]
    public async Task Return_is_that_of_the_averaged_policy_where_the_run_judges_one()
    {
        string[] train = ["train", "--config", Write("tiny.conf", TinyPendulum), "--set", "algorithm.policy-learning-rate=0.01"];
        await RunAsync([.. train, "--run", In("plain")]);
        await RunAsync([.. train, "--run", In("averaged"), "--set", "evaluation.policy-average=0.1"]);
        var (plain, averaged) = (await DiagnoseAsync("plain"), await DiagnoseAsync("averaged"));
        Assert.Equal(Return("averaged"), Number(averaged["return"]));
        Assert.Equal(Return("plain"), Number(plain["return"]));
        Assert.NotEqual(averaged["return"], plain["return"]);
        Assert.Equal(plain["value_bias"], averaged["value_bias"]);
        Assert.Equal(plain["distance_newest"], averaged["distance_newest"]);

        async Task<Dictionary<string, string>> DiagnoseAsync(string run)
        {
            Assert.Equal(0, (await RunAsync("diagnose", In(run), "--steps", "450", "--seed", "3")).Code);
            var lines = File.ReadAllLines(In($"{run}/diagnostics.csv"));
            return lines[0].Split(',').Zip(lines[^1].Split(',')).ToDictionary(cell => cell.First, cell => cell.Second);
        }

        double Return(string run) => DatasetRollout.Collect(
            "Pendulum-v1", new PolicyNetwork(PolicyFile.Read(In($"{run}/policy.safetensors"))), deterministic: true, 450, seed: 3, _ => { },
            TestContext.Current.CancellationToken).Returns!.Mean;
    }

    [Fact]
    public async Task A_run_without_checkpoints_or_none_at_all_is_refused()
    {
        await RunAsync("train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"));
        Directory.Delete(In("run/checkpoints"), recursive: true);
        await RefuseAsync("has no checkpoint to look at: train it on, or with a smaller checkpoints.every-rounds", "diagnose", In("run"));
        await RefuseAsync("is no run folder", "diagnose", Folder);
        await RefuseAsync("--steps is '0', expected a positive whole number", "diagnose", In("run"), "--steps", "0");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
