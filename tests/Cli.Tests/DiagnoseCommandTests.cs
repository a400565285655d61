using System.Globalization;

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
        Assert.Contains(" after the offline phase, ", outcome.Out);
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
