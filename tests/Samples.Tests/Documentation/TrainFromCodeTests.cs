using System.Diagnostics;
using System.Globalization;
using AwacAkka.Cli.Tests;
using AwacAkka.Data.Survey;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>The sample that trains from code, as its executable.</summary>
[Trait("Category", "Run")]
public sealed class TrainFromCodeTests : CommandLineHarness
{
    [Fact]
    public async Task It_learns_from_a_log_and_acts_and_leaves_a_run_like_any_other()
    {
        DatasetFile.Save(In("pendulum.npz"), RandomActions.OnPendulum());
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "TrainFromCode"))
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd().Split('\n');
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, string.Empty), (process.ExitCode, await error));
        Assert.Matches(@"^return -\d+\.\d, digest [0-9a-f]{64}$", lines[^1]);
        var (offline, online) = (Return(lines[0]), Return(lines[^2]));
        Assert.True(online > offline + 300, $"it came from {offline} to {online}");

        var resumed = await RunAsync("resume", In("runs/from-code"));
        Assert.Equal((0, string.Empty), (resumed.Code, resumed.Error));
        Assert.EndsWith(resumed.LastLine, lines[^1], StringComparison.Ordinal);
    }

    private static double Return(string line) => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
}
