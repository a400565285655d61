using AwacAkka.Policies;
using AwacAkka.Policies.Onnx;

namespace AwacAkka.Cli.Tests;

/// <summary>What <c>awac export</c> writes is the run's policy, in the units of its environment; that the model acts alike is tested with the policies.</summary>
[Trait("Category", "Run")]
public sealed class ExportCommandTests : CommandLineHarness
{
    [Theory]
    [InlineData("policy.safetensors")]
    [InlineData("best-policy.safetensors", "--best")]
    public async Task A_policy_is_exported_with_the_bounds_of_its_environment(string file, params string[] options)
    {
        await RunAsync("train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"));
        var outcome = await RunAsync(["export", In("run"), "--out", In("models/policy.onnx"), .. options]);
        Assert.Equal((0, $"wrote        {In("models/policy.onnx")}\n", ""), (outcome.Code, outcome.Out, outcome.Error));
        var snapshot = PolicySnapshot.FromSafetensors(File.ReadAllBytes(In($"run/{file}")));
        Assert.Equal(OnnxPolicy.Write(snapshot, "Pendulum-v1", 3, [-2], [2]), File.ReadAllBytes(In("models/policy.onnx")));

        await RefuseAsync($"'{In("models/policy.onnx")}' exists already; remove it or name another with --out", "export", In("run"), "--out", In("models/policy.onnx"));
    }

    [Fact]
    public async Task A_policy_that_no_longer_fits_its_environment_is_refused()
    {
        await RunAsync("train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"));
        File.WriteAllText(In("run/config.conf"), File.ReadAllText(In("run/config.conf")).Replace("Pendulum-v1", "HalfCheetah-v4", StringComparison.Ordinal));
        await RefuseAsync(
            "the run's policy cannot be exported: the policy's observations are 3 numbers, those of HalfCheetah-v4 17", "export", In("run"), "--out", In("policy.onnx"));
    }

    [Fact]
    public async Task A_run_without_a_policy_is_refused()
    {
        await RefuseAsync("is no run folder", "export", Folder, "--out", In("policy.onnx"));
    }
}
