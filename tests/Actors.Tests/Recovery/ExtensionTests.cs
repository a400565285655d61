using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Files;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A run that is made longer, whenever that is and however it is stopped, is the run that had been so long from the start.</summary>
[Trait("Category", "Run")]
public sealed class ExtensionTests
{
    private const string Longer = "online.steps=812";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_finished_run_that_is_extended_ends_as_one_that_was_so_long_from_the_start(int pipelineDepth)
    {
        using var whole = await WholeAsync(c => Rounds(c, 4), pipelineDepth);
        using var run = await WholeAsync(c => Rounds(c, 2), pipelineDepth);
        Assert.NotNull((await run.ReadAsync()).History.Finished);
        await run.ExtendAsync([Longer]);
        await AssertSameAsync(whole, run);
        Assert.Contains("extended: online.steps = 812 instead of 406", run.Notices);
    }

    [Theory]
    [InlineData(1, 4)] // amid the online rounds
    [InlineData(0, 2)] // amid the offline ones
    public async Task An_unfinished_run_that_is_extended_and_stopped_again_and_again_does_likewise(int pipelineDepth, int stop)
    {
        using var whole = await WholeAsync(c => Rounds(c, 5), pipelineDepth);
        using var run = await RecoveredRun.StoppedAsync(stop, pipelineDepth, c => Rounds(c, 3));
        await run.ExtendAsync([Longer, "rollouts.workers=1", "learner.threads=1", "checkpoints.keep=1"], rounds: 1);
        await run.ExtendAsync(["online.steps=1015"], rounds: 1);
        await run.ResumeToTheEndAsync(rounds: 1);
        await AssertSameAsync(whole, run);
        Assert.Equal((2, 1), ((await run.ReadAsync()).History.Extensions.Count, (await run.ReadAsync()).Config.Rollouts.Workers));
    }

    [Fact]
    public async Task A_run_of_offline_rounds_alone_gets_more_of_them_and_then_online_ones()
    {
        using var whole = await WholeAsync(c => Rounds(c, 2));
        using var run = await WholeAsync(c => Rounds(c, 0) with { Offline = c.Offline with { Updates = 100 } });
        Assert.Null(await run.ExtendAsync(["offline.updates=200"], rounds: 1));
        await run.ResumeAsync();
        await run.ExtendAsync(["offline.updates=300", "online.steps=406"]);
        await AssertSameAsync(whole, run);
    }

    /// <summary>The disk refuses the configuration file just after the extension was recorded, as a kill at that moment would.</summary>
    [Fact]
    public async Task An_extension_that_is_recorded_holds_although_the_configuration_file_is_one_behind()
    {
        using var whole = await WholeAsync(c => Rounds(c, 4), pipelineDepth: 1);
        using var run = await RecoveredRun.StoppedAsync(5, pipelineDepth: 1, c => Rounds(c, 3));
        var before = await File.ReadAllTextAsync(run.Folder.Config, TestContext.Current.CancellationToken);
        var obstacle = Directory.CreateDirectory(run.Folder.Config + WholeFile.PartialEnding);
        await Assert.ThrowsAsync<StorageException>(() => run.ExtendAsync([Longer]));
        Assert.Equal(before, await File.ReadAllTextAsync(run.Folder.Config, TestContext.Current.CancellationToken));
        await run.VerifyAsync();

        obstacle.Delete();
        Assert.NotNull(await run.ResumeAsync());
        await AssertSameAsync(whole, run);
    }

    [Fact]
    public async Task A_configuration_file_of_before_the_last_extension_but_one_is_a_changed_one()
    {
        using var run = await WholeAsync(c => Rounds(c, 1));
        var first = await File.ReadAllTextAsync(run.Folder.Config, TestContext.Current.CancellationToken);
        await run.ExtendAsync(["online.steps=406"]);
        await run.ExtendAsync(["online.steps=609"]);
        await File.WriteAllTextAsync(run.Folder.Config, first, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<RunConfigException>(run.ReadAsync);
    }

    [Fact]
    public async Task The_replay_buffer_may_grow_until_something_was_overwritten()
    {
        static RunConfig Small(RunConfig config, int rounds, int capacity) => Rounds(config, rounds) with { Replay = new ReplaySection(capacity) };
        using var whole = await WholeAsync(c => Small(c, 4, 2_500));
        using var run = await WholeAsync(c => Small(c, 2, 2_406)); // full to the last place
        await run.ExtendAsync([Longer, "replay.capacity=2500"]);
        await AssertSameAsync(whole, run);
        var refused = await Assert.ThrowsAsync<RunConfigException>(() => run.ExtendAsync(["replay.capacity=5000"]));
        Assert.Contains("replay.capacity cannot change from 2500 to 5000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("overwritten", refused.Message, StringComparison.Ordinal);
    }

    private static RunConfig Rounds(RunConfig config, int rounds) => config with
    {
        Online = config.Online with { Steps = 203 * rounds, UpdatesPerStep = 0.2 },
        Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 3), // so that the last evaluation is one that a longer run has not
    };

    private static async Task<RecoveredRun> WholeAsync(Func<RunConfig, RunConfig> change, int pipelineDepth = 0)
    {
        var run = RecoveredRun.Begun(change, pipelineDepth);
        await run.GoOnAsync();
        return run;
    }

    /// <summary>Digest, results, metrics, curve and policies are those of the other run, and all of it verifies.</summary>
    private static async Task AssertSameAsync(RecoveredRun whole, RecoveredRun run)
    {
        var (expected, record) = ((await whole.ReadAsync()).History, (await run.ReadAsync()).History);
        Assert.Equal(expected.Finished, record.Finished);
        Assert.Equal(whole.Metrics, run.Metrics);
        foreach (var file in (Func<RunFolder, string>[])[f => f.Curve, f => f.Policy, f => f.BestPolicy])
        {
            Assert.Equal(await ReadAsync(file(whole.Folder)), await ReadAsync(file(run.Folder)));
        }

        Assert.Equal(expected.Finished!.Digest, await run.VerifyAsync());
    }

    private static Task<byte[]> ReadAsync(string path) => File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
}
