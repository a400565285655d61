namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Where the system lets the program have few files open, it says so before anything fails for the want of them.</summary>
[Trait("Category", "Run")]
public sealed class OpenFileLimitTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(200)]
    public async Task A_limit_of_open_files_that_is_too_low_is_named(int files)
    {
        using var process = AwacProcess.StartInShell($"ulimit -n {files}; exec \"$@\"", "train", "--config", "none.conf");
        Assert.Equal(2, await process.ExitCodeAsync());
        Assert.Equal($"error: the limit of open files is {files}, which is too low: raise it to 256 or more, such as with ulimit -n 1024", process.Output);
    }

    [Fact]
    public async Task A_run_trains_with_the_lowest_limit_that_is_taken()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        using var process = AwacProcess.StartInShell("ulimit -n 256; exec \"$@\"", "resume", run.Folder.FullPath);
        Assert.Equal(0, await process.ExitCodeAsync());
        Assert.Equal($"digest {(await TestRun.CalmAsync()).Result.Digest}", process.LastLine);
    }
}
