using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A disk that takes no more ends a run with one sentence that names the file, and the run ends later as if nothing had been.</summary>
[Trait("Category", "Run")]
public sealed class FullDiskTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-full-").FullName;

    [Theory]
    [InlineData("checkpoints/1-offline-000001.safetensors")]
    [InlineData("checkpoints/2-online-000003.safetensors")]
    [InlineData("policy.safetensors")]
    [InlineData("metrics.csv")]
    [InlineData("curve.svg")]
    public async Task A_file_that_does_not_fit_on_the_disk_is_named_and_the_run_goes_on_later(string file)
    {
        var whole = await TestRun.CalmAsync();
        using var run = await RecoveredRun.StoppedAsync(1);
        Directory.GetFiles(run.Folder.Checkpoints).ToList().ForEach(File.Delete);
        var path = Path.Combine(run.Folder.FullPath, file);
        var before = File.Exists(path) ? await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken) : null;
        File.CreateSymbolicLink(path + ".partial", "/dev/full");
        var refused = await Assert.ThrowsAsync<StorageException>(() => run.ResumeAsync());
        Assert.Equal($"'{path}' cannot be written: the disk is full; free some space", refused.Message);
        Assert.Equal(before, File.Exists(path) ? await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken) : null);
        Assert.Empty(Directory.GetFiles(run.Folder.FullPath, "*.partial", SearchOption.AllDirectories));

        Assert.Equal(whole.Result, await run.ResumeAsync());
        Assert.Equal(whole.Metrics, run.Metrics);
    }

    [Fact]
    public async Task A_line_of_the_metrics_that_does_not_fit_ends_the_run_instead_of_being_left_out()
    {
        var whole = await TestRun.CalmAsync();
        using var run = RecoveredRun.Begun(config => config);
        File.CreateSymbolicLink(run.Folder.Metrics, "/dev/full");
        var refused = await Assert.ThrowsAsync<StorageException>(() => run.GoOnAsync());
        Assert.Equal($"'{run.Folder.Metrics}' cannot be written: the disk is full; free some space", refused.Message);
        Assert.Equal(whole.Result, await run.ResumeAsync());
        Assert.Equal(whole.Metrics, run.Metrics);
    }

    [Fact]
    public async Task A_log_that_does_not_fit_ends_the_run_with_exit_code_2()
    {
        using var run = await RecoveredRun.StoppedAsync(1);
        File.CreateSymbolicLink(run.Folder.Log, "/dev/full");
        Assert.Equal(
            (2, $"error: '{run.Folder.Log}' cannot be written: the disk is full; free some space"),
            await AwacProcess.RunAsync("resume", run.Folder.FullPath));
        File.Delete(run.Folder.Log);
        Assert.Equal((await TestRun.CalmAsync()).Result, await run.ResumeAsync());
    }

    /// <summary>While the tables are made, while the dataset goes in, and while the run is under way.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(250)]
    public async Task A_journal_that_may_not_grow_ends_the_run_and_the_run_goes_on_later(int kilobytes)
    {
        var run = Path.Combine(folder, "run");
        using (var limited = Limited(kilobytes, "train", "--config", WriteConfig(), "--run", run))
        {
            Assert.Equal(2, await limited.ExitCodeAsync());
            Assert.StartsWith("error: the ", limited.LastLine, StringComparison.Ordinal);
            Assert.Contains($"the journal '{run}/run.db'", limited.LastLine, StringComparison.Ordinal);
            Assert.Contains("check the disk, its free space and the limit on the size of files", limited.LastLine, StringComparison.Ordinal);
        }

        await EndsAsTheUninterruptedOneAsync(run);
    }

    [Fact]
    public async Task A_fork_that_does_not_fit_on_the_disk_leaves_nothing_and_no_advice_to_resume_it()
    {
        using var source = await RecoveredRun.StoppedAsync(5);
        var run = Path.Combine(folder, "run");
        using var limited = Limited(40, "fork", source.Folder.FullPath, "--round", "1", "--run", run);
        Assert.Equal(2, await limited.ExitCodeAsync());
        Assert.EndsWith(", then fork the run again", limited.LastLine, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task Of_a_dataset_that_does_not_fit_on_the_disk_the_policy_beside_it_does_not_stay()
    {
        var (data, made) = (Path.Combine(folder, "data.npz"), Path.Combine(folder, "new.npz"));
        using (var environment = PolicyEnvironment.Make("Pendulum-v1"))
        {
            DatasetFile.Save(data, OfflineDataset.Of(new SlotRollout(environment, 7).Run(SlotState.Start(0), null, 100_000).Chunk));
        }

        using var limited = Limited(
            2_000, "dataset", "clone", "--demonstrations", data, "--environment", "Pendulum-v1", "--updates", "1", "--trajectories", "1", "--out", made,
            "--policy-out", Path.Combine(folder, "clone.safetensors"));
        Assert.Equal(2, await limited.ExitCodeAsync());
        Assert.Contains($"'{made}' cannot be written: it may not grow any further", limited.LastLine, StringComparison.Ordinal);
        Assert.DoesNotContain("wrote", limited.Output, StringComparison.Ordinal);
        Assert.Equal([data], Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task A_disk_that_is_really_full_ends_the_run_and_the_run_goes_on_later(int kilobytes)
    {
        const string InNamespace = "unshare --map-root-user --mount";
        using (var probe = AwacProcess.StartInShell($"{InNamespace} mount -t tmpfs tmpfs '{folder}'"))
        {
            Assert.SkipUnless(await probe.ExitCodeAsync() == 0, "this machine lets no one mount a small disk");
        }

        var config = WriteConfig();
        var disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        var saved = Path.Combine(folder, "saved");
        var script = $"mount -t tmpfs -o size={kilobytes}k tmpfs '{disk}' && \"$@\"; code=$?; cp -r '{disk}/run' '{saved}'; exit $code";
        using (var limited = AwacProcess.StartInShell(
            $"{InNamespace} bash -c \"$SCRIPT\" bash \"$@\"".Replace("\"$SCRIPT\"", $"'{script.Replace("'", "'\\''", StringComparison.Ordinal)}'", StringComparison.Ordinal),
            "train", "--config", config, "--run", Path.Combine(disk, "run")))
        {
            Assert.Equal(2, await limited.ExitCodeAsync());
            Assert.Contains("the disk is full; free some space", limited.LastLine, StringComparison.Ordinal);
        }

        await EndsAsTheUninterruptedOneAsync(saved);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The program, whose files may grow to so much.</summary>
    private static AwacProcess Limited(int kilobytes, params string[] arguments) =>
        AwacProcess.StartInShell($"trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"", arguments);

    private static RunConfig Longer(RunConfig config) => RecoveredRun.Often(config) with { Online = config.Online with { Steps = 4_000 } };

    private static async Task EndsAsTheUninterruptedOneAsync(string run)
    {
        var whole = await TestRun.CalmAsync(change: Longer);
        Assert.Equal((0, $"digest {whole.Result.Digest}"), await AwacProcess.RunAsync("resume", run));
        Assert.Equal(whole.Metrics, await File.ReadAllTextAsync(Path.Combine(run, "metrics.csv"), TestContext.Current.CancellationToken));
    }

    private string WriteConfig()
    {
        var data = Path.Combine(folder, "data.npz");
        var file = Path.Combine(folder, "run.conf");
        DatasetFile.Save(data, TestRun.RandomDataset(seed: 7));
        File.WriteAllText(file, (Longer(TestRun.Config("Pendulum-v1", 1, 0)) with { Dataset = new DatasetSection(data) }).ToHocon());
        return file;
    }
}
