using System.Diagnostics;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Tests;

/// <summary>A standard stream that is full or closed costs what would have been shown there, and nothing else.</summary>
[Trait("Category", "Run")]
public sealed class StandardStreamTests : CommandLineHarness
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, "awac.dll");

    [Theory]
    [InlineData(">/dev/full", "standard output cannot be written: No space left on device")]
    [InlineData(">&-", "standard output is closed")]
    [InlineData(">&- 2>&-", "standard output is closed")]
    [InlineData("<&- >&- 2>&-", "standard output is closed")]
    public async Task A_training_goes_on_without_its_display_and_notes_it_once_in_its_log(string streams, string refusal)
    {
        var digest = (await RunAsync("train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("shown"))).LastLine;
        var (code, error) = await ShellAsync($"\"$@\" {streams}", "train", "--config", In("tiny.conf"), "--run", In("run"));
        Assert.Equal((0, ""), (code, error));
        var log = File.ReadAllText(In("run/run.log"));
        Assert.Equal(2, log.Split($"{refusal}; the run goes on without its display").Length);
        Assert.Contains($"run finished: {digest}", log);
    }

    [Theory]
    [InlineData(">/dev/full", "error: standard output cannot be written: No space left on device; send it to where there is room\n", "envs")]
    [InlineData(">&-", "error: standard output is closed; send it to where there is room\n", "envs")]
    [InlineData("2>/dev/full", "", "dataset", "info", "missing.npz")]
    [InlineData("2>&-", "", "dataset", "info", "missing.npz")]
    public async Task A_command_that_only_shows_something_ends_with_exit_code_2(string streams, string expected, params string[] command) =>
        Assert.Equal((ExitCode.BadInput, expected), await ShellAsync($"\"$@\" {streams}", command));

    [Fact]
    public async Task Every_command_that_only_shows_something_says_so_and_one_that_makes_something_makes_it()
    {
        var data = WriteDataset();
        await RunAsync("train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"));
        Assert.Equal((2, "error: standard output cannot be written: full; send it to where there is room\n"), await FullAsync("dataset", "info", data));
        Assert.Equal((2, "error: standard output cannot be written: full; send it to where there is room\n"), await FullAsync("evaluate", In("run")));
        Assert.Equal((2, "error: standard output cannot be written: full; send it to where there is room\n"), await FullAsync("verify", In("run")));
        Assert.Equal(
            (0, "note: standard output cannot be written: full; what the command makes is complete\n"),
            await FullAsync("dataset", "join", data, data, "--out", In("both.npz")));
        Assert.Equal(600, AwacAkka.Data.Survey.DatasetFile.Load(In("both.npz")).Count);
        Assert.Equal((0, ""), await FullAsync("resume", In("run")));
        Assert.Equal((0, ""), await FullAsync("fork", In("run"), "--round", "0", "--run", In("fork")));
    }

    private static async Task<(int Code, string Error)> FullAsync(params string[] command)
    {
        using var error = new StringWriter();
        return (await RunAsync(new CliConsole(new FullWriter(), error, interactive: false), command), error.ToString());
    }

    private static async Task<(int Code, string Error)> ShellAsync(string line, params string[] command)
    {
        var start = new ProcessStartInfo("bash", ["-c", line, "bash", "dotnet", Program, .. command]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }

    private sealed class FullWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("full");

        public override void Write(string? value) => throw new IOException("full");

        public override void WriteLine(string? value) => throw new IOException("full");
    }
}
