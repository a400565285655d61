using AwacAkka.Actors.Configuration;
using AwacAkka.Cli.Reproductions;

namespace AwacAkka.Cli.Tests.Reproductions;

/// <summary><c>awac reproduce figure2</c> on a small task, from its data to its findings.</summary>
[Trait("Category", "Run")]
[Trait("Category", "Long")]
public sealed class Figure2Tests : CommandLineHarness
{
    private const string Small =
        """
        name = small
        seeds = "1"
        intervals = false
        entries = [awac, sac-bc, brac, abm]
        config = tiny.conf
        set = [
          "offline.updates=40", "online.random-steps=0", "checkpoints.every-rounds=1", "checkpoints.keep=10",
          "algorithm.policy-hidden=[8]", "algorithm.critic-hidden=[8]", "algorithm.offline-batch-size=16", "algorithm.online-batch-size=16"
        ]
        entry.awac.set = ["algorithm.name=awac"]
        entry.sac-bc.set = ["algorithm.preset=sac-bc", "algorithm.behaviour-cloning-updates=20"]
        entry.brac.set = ["algorithm.name=brac", "algorithm.behaviour-updates=20"]
        entry.abm.set = ["algorithm.name=abm"]
        evaluation.episodes = 2
        """;

    /// <summary>Short episodes. On Pendulum most of the clone's units die, their weights decay to denormal numbers, and cloning takes minutes.</summary>
    private const string TaskId = "Reacher-v4";

    [Fact]
    public async Task Data_runs_diagnoses_and_findings_are_made_once()
    {
        var expert = await ExpertAsync("expert", seed: "1");
        var file = Write("small.conf", Small);
        string[] order = ["reproduce", "figure2", "--config", file, "--expert", expert, "--out", In("out"), "--clone-updates", "2000"];
        var outcome = await RunAsync(order);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("prior data   15 episodes of the expert, return -", outcome.Out);

        // 115 episodes of 50 steps, as the environment takes them.
        var info = await RunAsync("dataset", "info", In("out/data/prior-2000.npz"), "--environment", TaskId);
        Assert.Contains("transitions  5,750", info.Out);
        Assert.Contains("115 finished, 0 unfinished", info.Out);
        Assert.Contains("actions      0 numbers outside [-1, 1]", info.Out);

        // What is there is measured, what is not is not claimed.
        Assert.Contains("without awr, marwil, dapg", outcome.Out);
        Assert.Contains("without sac-pretrain", outcome.Out);
        Assert.Matches(@"brac: -?[0-9.]+ nats on the data after the offline phase, at the end -?[0-9.]+ on them and -?[0-9.]+ on the newest", outcome.Out);
        var lines = File.ReadAllLines(In("out/figure2.csv"));
        Assert.Equal("panel,entry,seed,phase,progress,measure,value", lines[0]);
        foreach (var expected in new[] { "1,awac,1,offline,40,return,", "2,sac-bc,1,online,100,value_bias,", "3,abm,1,online,200,distance_data,", "4,brac,1,online,200,model_log_density_newest," })
        {
            Assert.Contains(lines, line => line.StartsWith(expected, StringComparison.Ordinal));
        }

        Assert.Contains("abm, newest", File.ReadAllText(In("out/figure2.svg")), StringComparison.Ordinal);

        // Once more: everything is kept, and the same.
        string[] files = ["figure2.csv", "figure2.svg", "findings.md", "data/prior-2000.npz"];
        var before = Array.ConvertAll(files, name => File.ReadAllBytes(In($"out/{name}")));
        var again = await RunAsync(order);
        Assert.Equal(0, again.Code);
        Assert.DoesNotContain("begins", again.Out);
        Assert.DoesNotContain("looked at", again.Out);
        Assert.Equal(before, Array.ConvertAll(files, name => File.ReadAllBytes(In($"out/{name}"))));

        // A diagnosis that was damaged is made again.
        var diagnosis = Directory.GetFiles(In("out/runs/brac"), "seed1-diagnosis-*.csv").Single();
        var whole = File.ReadAllText(diagnosis);
        foreach (var damaged in new[] { "", whole.Replace("phase", "face", StringComparison.Ordinal), whole[..^40], whole.Replace(",100,", ",hundred,", StringComparison.Ordinal) })
        {
            Assert.NotEqual(whole, damaged);
            File.WriteAllText(diagnosis, damaged);
            var mended = await RunAsync(order);
            Assert.Equal((0, ""), (mended.Code, mended.Error));
            Assert.Contains("brac, seed 1: its checkpoints are looked at", mended.Out);
            Assert.Equal(whole, File.ReadAllText(diagnosis));
        }

        // One that lacks a damaged checkpoint is not kept.
        File.Delete(diagnosis);
        var checkpoint = Directory.GetFiles(In("out/runs/brac/seed1/checkpoints")).Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(checkpoint);
        File.WriteAllBytes(checkpoint, bytes[..^1]);
        Assert.Contains($"warning: the checkpoint {checkpoint} is damaged, and is left out", (await RunAsync(order)).Error);
        Assert.False(File.Exists(diagnosis));
        File.WriteAllBytes(checkpoint, bytes);
        Assert.Equal("", (await RunAsync(order)).Error);
        Assert.Equal(whole, File.ReadAllText(diagnosis));

        // Not with data of somebody else, or of another clone.
        await RefuseAsync("dataset.path", order[..^2]);
        await RefuseAsync("are of another expert: name that one with --expert, or another folder with --out", [.. order[..4], "--expert", await ExpertAsync("other", "2"), "--out", In("out")]);

        // Nor beside runs of other data.
        Directory.Delete(In("out/runs/awac/seed1"), recursive: true);
        File.Delete(In("out/data/prior-2000.npz"));
        await RunAsync("dataset", "make", "--environment", TaskId, "--policy", expert, "--steps", "500", "--out", In("out/data/prior-2000.npz"));
        await RefuseAsync("but the comparison now asks for other data than it was begun with", order);
    }

    [Fact]
    public async Task What_is_no_size_of_the_figure_is_refused()
    {
        var expert = await ExpertAsync("expert", seed: "1");
        await RefuseAsync("--quick and --config both name a size", "reproduce", "figure2", "--quick", "--config", Write("small.conf", Small));
        await RefuseAsync("has 'sac', which the figure does not show", Order("[awac, sac]"));
        await RefuseAsync("lacks 'awac', which the others are held against", Order("[brac]"));
        await RefuseAsync("there is no policy", "reproduce", "figure2", "--quick", "--out", In("out"), "--expert", In("nobody.safetensors"));
        await RefuseAsync($"the expert does not act in {TaskId}", "reproduce", "figure2", "--config", Write("small.conf", Small), "--out", In("out"));

        string[] Order(string entries) =>
        [
            "reproduce", "figure2", "--expert", expert, "--out", In("out"), "--config",
            Write("other.conf", string.Join('\n', Small.Split('\n').Where(line => !line.StartsWith("entry.", StringComparison.Ordinal)))
                .Replace("[awac, sac-bc, brac, abm]", entries, StringComparison.Ordinal)),
        ];
    }

    /// <summary>The sizes that come with the program are of the figure, and every entry's scenario can be trained.</summary>
    [Theory]
    [InlineData("figure2.conf")]
    [InlineData("figure2-small.conf")]
    [InlineData("figure2-quarter.conf")]
    [InlineData("figure2-quick.conf")]
    public void The_sizes_that_come_with_the_program_load(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "reproduce", name);
        var config = ComparisonConfigLoader.Load(file);
        Figure2Panels.Check(config, file);
        Assert.Equal(Figure2Panels.Entries.Order(StringComparer.Ordinal), config.Entries.Select(entry => entry.Label).Order(StringComparer.Ordinal));
        Assert.All(config.Entries, entry => RunConfigLoader.Load(entry.File, [.. entry.Overrides, "dataset.path=prior.npz"], []));
    }

    private async Task<string> ExpertAsync(string name, string seed)
    {
        await RunAsync("train", "--config", Write("tiny.conf", TinyPendulum.Replace("Pendulum-v1", TaskId, StringComparison.Ordinal)), "--run", In(name), "--seed", seed);
        return In($"{name}/policy.safetensors");
    }
}
