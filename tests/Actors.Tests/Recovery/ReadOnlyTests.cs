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
    public async Task A_read_only_run_is_verified()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        File.SetUnixFileMode(run.Folder.Journal, UnixFileMode.UserRead);
        File.SetUnixFileMode(run.Folder.FullPath, ReadOnly);
        using var process = Unprivileged("verify", run.Folder.FullPath);
        Assert.Equal(0, await process.ExitCodeAsync());
        Assert.StartsWith("digest ", process.LastLine, StringComparison.Ordinal);
        File.SetUnixFileMode(run.Folder.FullPath, Writable);
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

    [Theory]
    [InlineData("train --config CONFIG --run HIDDEN", "the run folder 'HIDDEN' exists and cannot be read")]
    [InlineData("compare --config COMPARISON --out HIDDEN", "the folder 'HIDDEN' cannot be read")]
    [InlineData("node --config NODE", "cluster.tls.authority = 'HIDDEN/authority.pem' names a file that cannot be read: make it and its folder readable")]
    public async Task A_folder_that_may_not_be_looked_into_is_refused(string command, string sentence)
    {
        var hidden = Directory.CreateDirectory(Path.Combine(folder, "hidden"), UnixFileMode.None).FullName;
        var config = Write("run.conf", (TestRun.Config("Pendulum-v1", 1, 0) with { Offline = new OfflineSection(Updates: 0) }).ToHocon());
        var comparison = Write("compare.conf", "name = one\nseeds = 1\nintervals = false\nentries = [one]\nconfig = run.conf");
        var node = Write("node.conf", $"cluster.tls {{ authority = \"{hidden}/authority.pem\", certificate = a, key = b }}");
        string Named(string text) => text.Replace("HIDDEN", hidden, StringComparison.Ordinal).Replace("CONFIG", config, StringComparison.Ordinal)
            .Replace("COMPARISON", comparison, StringComparison.Ordinal).Replace("NODE", node, StringComparison.Ordinal);
        using var process = Unprivileged(Named(command).Split(' '));
        Assert.Equal(2, await process.ExitCodeAsync());
        Assert.StartsWith("error: ", process.LastLine, StringComparison.Ordinal);
        Assert.Contains(Named(sentence), process.LastLine, StringComparison.Ordinal);
        Directory.Delete(hidden);
    }

    public void Dispose()
    {
        File.SetUnixFileMode(folder, Writable);
        Directory.Delete(folder, recursive: true);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
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
