namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>The end of a run stands in its journal a moment before the last of its reports are written: a kill can come between the two.</summary>
[Trait("Category", "Run")]
public sealed class FinishedRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-finished-").FullName;

    [Fact]
    public async Task Resuming_writes_the_reports_that_a_kill_at_the_very_end_left_out()
    {
        var run = Path.Combine(folder, "run");
        var (code, digest) = await AwacProcess.RunAsync("train", "--config", KillScenario.All[0].Write(folder), "--run", run);
        Assert.Equal(0, code);
        var (metrics, curve) = (Path.Combine(run, "metrics.csv"), Path.Combine(run, "curve.svg"));
        var complete = (await Read(metrics), await Read(curve));
        await File.WriteAllTextAsync(metrics, complete.Item1[..^20], TestContext.Current.CancellationToken);
        File.Move(curve, curve + ".partial");

        Assert.Equal((0, digest), await AwacProcess.RunAsync("resume", run));
        Assert.Equal(complete, (await Read(metrics), await Read(curve)));
        Assert.Empty(Directory.GetFiles(run, "*.partial"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Task<string> Read(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
