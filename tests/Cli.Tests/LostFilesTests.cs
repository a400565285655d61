namespace AwacAkka.Cli.Tests;

/// <summary>What a finished run has lost is written back by <c>resume</c> where it follows from what is left.</summary>
[Trait("Category", "Run")]
public sealed class LostFilesTests : CommandLineHarness
{
    [Fact]
    public async Task Lost_or_damaged_policies_and_reports_come_back_to_the_byte_and_the_run_can_be_evaluated()
    {
        var digest = await TrainAsync("checkpoints.every-rounds=1");
        string[] files = ["policy.safetensors", "best-policy.safetensors", "metrics.csv", "curve.svg"];
        var before = files.Select(file => File.ReadAllBytes(In($"run/{file}"))).ToArray();
        foreach (var damage in new Action<string>[] { File.Delete, path => File.WriteAllText(path, "torn") })
        {
            Array.ForEach(files, file => damage(In($"run/{file}")));
            Assert.Equal(2, (await RunAsync("evaluate", In("run"))).Code);
            var resumed = await RunAsync("resume", In("run"));
            Assert.Equal((0, "", digest), (resumed.Code, resumed.Error, resumed.LastLine));
            Assert.Contains($"'{In("run/policy.safetensors")}' was lost, and is written back from the checkpoint after online round 2\n", resumed.Out);
            Assert.Equal(before, files.Select(file => File.ReadAllBytes(In($"run/{file}"))));
            Assert.Equal(0, (await RunAsync("evaluate", In("run"))).Code);
            Assert.Equal(0, (await RunAsync("evaluate", In("run"), "--best")).Code);
        }
    }

    [Fact]
    public async Task Without_its_checkpoint_a_policy_comes_back_by_the_command_that_is_told()
    {
        await TrainAsync();
        var policy = File.ReadAllBytes(In("run/policy.safetensors"));
        File.Delete(In("run/policy.safetensors"));
        Directory.Delete(In("run/checkpoints"), recursive: true);
        var told = (await RunAsync("resume", In("run"))).Out;
        Assert.Contains($"'{In("run/policy.safetensors")}' is lost, and there is no checkpoint after online round 2 to write it from; ", told);
        Assert.Contains($": awac replay {In("run")} --phase online --round 2 --out DIR\n", told);
        Assert.Equal(0, (await RunAsync("replay", In("run"), "--phase", "online", "--round", "2", "--out", In("dip"))).Code);
        Assert.Equal(policy, File.ReadAllBytes(In("dip/online-000002-policy.safetensors")));
        File.Copy(In("dip/online-000002-policy.safetensors"), In("run/policy.safetensors"));
        Assert.Equal(0, (await RunAsync("evaluate", In("run"))).Code);
    }

    private async Task<string> TrainAsync(params string[] more)
    {
        var outcome = await RunAsync(
            ["train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"), .. more.SelectMany(set => (string[])["--set", set])]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.LastLine;
    }
}
