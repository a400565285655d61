using System.Diagnostics;
using AwacAkka.Cli.Terminal;
using AwacAkka.Learning.Torch;

namespace AwacAkka.Cli.Tests;

/// <summary>Which commands load libtorch, and which libtorch: in processes of their own, since a process loads it once.</summary>
[Trait("Category", "Run")]
public sealed class LibtorchTests : CommandLineHarness
{
    private const string TorchDevice = "learner.device=torch-cpu";

    [Fact]
    public async Task What_needs_no_libtorch_does_not_load_it()
    {
        var conf = Write("run.conf", TinyPendulum);
        Assert.DoesNotContain("libtorch_cpu.so", await LoadedByAsync("envs"));
        Assert.DoesNotContain("libtorch_cpu.so", await LoadedByAsync("dataset", "info", WriteDataset()));
        Assert.DoesNotContain("libtorch_cpu.so", await LoadedByAsync("train", "--config", conf, "--run", In("fused")));
        Assert.Contains("libtorch_cpu.so", await LoadedByAsync("train", "--config", conf, "--run", In("torch"), "--set", TorchDevice));
    }

    [Theory]
    [InlineData("__version__ = '2.11.0+cu130'", "is version 2.11.0+cu130, but TorchSharp needs 2.10: name one of 2.10 with LIBTORCH")]
    [InlineData("__version__ = '1.13.1'", "is version 1.13.1, but TorchSharp needs 2.10: name one of 2.10 with LIBTORCH")]
    public async Task A_libtorch_of_another_version_is_refused(string python, string expected)
    {
        Directory.CreateDirectory(In("torch/lib"));
        Write("torch/lib/libtorch_cpu.so", string.Empty);
        Write("torch/version.py", python);
        await RefuseLibtorchAsync($"error: the libtorch in {In("torch/lib")} {expected}", In("torch"));
    }

    [Fact]
    public Task A_folder_without_libtorch_is_refused() =>
        RefuseLibtorchAsync($"error: LIBTORCH names {In("missing")}, but neither it nor its folder lib has libtorch_cpu.so", In("missing"));

    [Fact]
    public async Task A_damaged_libtorch_is_refused()
    {
        Directory.CreateDirectory(In("torch"));
        Write("torch/libtorch_cpu.so", "no library");
        await RefuseLibtorchAsync($"error: {In("torch/libtorch_cpu.so")} cannot be loaded ({In("torch/libtorch_cpu.so")}: file too short): name another", In("torch"));
    }

    private async Task RefuseLibtorchAsync(string expected, string libtorch)
    {
        var conf = Write("run.conf", TinyPendulum);
        string[] train = ["train", "--config", conf, "--run", In("run"), "--set", TorchDevice];
        var (code, error) = await RunProcessAsync(new() { [Libtorch.FolderVariable] = libtorch }, train);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.StartsWith(expected, error);
        Assert.DoesNotContain('\n', error.TrimEnd('\n'));
        Assert.False(Directory.Exists(In("run")));
    }

    /// <summary>What Linux's loader writes down of the libraries that a command loads.</summary>
    private async Task<string> LoadedByAsync(params string[] arguments)
    {
        var log = Directory.CreateDirectory(In($"loader-{arguments[0]}-{Guid.NewGuid()}")).FullName;
        var (code, error) = await RunProcessAsync(
            new() { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = Path.Combine(log, "log") }, arguments);
        Assert.True(code == ExitCode.Success, error);
        return string.Concat(Directory.GetFiles(log).Select(File.ReadAllText));
    }

    private static async Task<(int Code, string Error)> RunProcessAsync(Dictionary<string, string> environment, string[] arguments)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "awac.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(Libtorch.FolderVariable);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = await process.StandardError.ReadToEndAsync(cancel);
        await output;
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, error);
    }
}
