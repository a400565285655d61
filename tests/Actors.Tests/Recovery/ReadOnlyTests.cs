using System.Runtime.Versioning;
using AwacAkka.Actors.Configuration;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>
/// A place that may not be written is named, with what to do, and stays as it is. The program runs without the privileges that let
/// root write everywhere.
/// </summary>
[UnsupportedOSPlatform("windows")]
[Trait("Category", "Run")]
public sealed class ReadOnlyTests : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private const UnixFileMode Writable = ReadOnly | UnixFileMode.UserWrite;
    private readonly string folder = Directory.CreateTempSubdirectory("awac-readonly-").FullName;

    [Fact]
    public async Task A_read_only_run_folder_is_refused()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        File.SetUnixFileMode(run.Folder.FullPath, ReadOnly);
        var before = FolderHash.Of(run.Folder.FullPath);
        await RefuseAsync(run, $"'{run.Folder.Log}' cannot be written: access is denied; make the file and its folder writable");
        Assert.Equal(before, FolderHash.Of(run.Folder.FullPath));
        File.SetUnixFileMode(run.Folder.FullPath, Writable);
        Assert.Equal((await TestRun.CalmAsync()).Result, await run.ResumeAsync());
    }

    [Fact]
    public async Task A_read_only_journal_is_refused()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        File.SetUnixFileMode(run.Folder.Journal, UnixFileMode.UserRead);
        await RefuseAsync(run, $"the journal '{run.Folder.Journal}' cannot be written: access is denied; make the file and its folder writable");
        File.SetUnixFileMode(run.Folder.Journal, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal((await TestRun.CalmAsync()).Result, await run.ResumeAsync());
    }

    [Fact]
    public async Task A_new_run_in_a_read_only_folder_is_refused()
    {
        var config = Path.Combine(folder, "run.conf");
        await File.WriteAllTextAsync(
            config, (TestRun.Config("Pendulum-v1", 1, 0) with { Offline = new OfflineSection(Updates: 0) }).ToHocon(), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(folder, ReadOnly);
        var run = Path.Combine(folder, "run");
        using var process = Unprivileged("train", "--config", config, "--run", run);
        Assert.Equal(2, await process.ExitCodeAsync());
        Assert.StartsWith($"error: the run folder '{run}' cannot be made: ", process.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        File.SetUnixFileMode(folder, Writable);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task RefuseAsync(RecoveredRun run, string sentence)
    {
        using var process = Unprivileged("resume", run.Folder.FullPath);
        Assert.Equal(2, await process.ExitCodeAsync());
        Assert.Equal("error: " + sentence, process.LastLine);
    }

    /// <summary>Root keeps its name and loses its powers; anyone else has none to lose.</summary>
    private static AwacProcess Unprivileged(params string[] arguments) => AwacProcess.StartInShell(
        "if [ $(id -u) = 0 ]; then exec setpriv --bounding-set=-all --inh-caps=-all \"$@\"; else exec \"$@\"; fi", arguments);
}
