using System.Diagnostics;
using AwacAkka.Learning.Data;
using Cli.Tests;

namespace Samples.Tests.Documentation;

/// <summary>The sample that trains from code, as its executable.</summary>
public sealed class TrainFromCodeTests : CommandLineHarness
{
    [Fact]
    public async Task It_learns_from_a_log_and_acts_and_leaves_a_run_that_can_be_verified()
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

        var verified = await RunAsync("verify", In("runs/from-code"));
        Assert.Equal((0, string.Empty), (verified.Code, verified.Error));
        Assert.EndsWith(verified.LastLine, lines[^1], StringComparison.Ordinal);
    }
}
