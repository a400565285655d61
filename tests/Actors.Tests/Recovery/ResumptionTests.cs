using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Data.Files;
using AwacAkka.Learning.State;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A run that stops, wherever it stops, ends with the weights and the records of one that never did.</summary>
[Trait("Category", "Run")]
public sealed class ResumptionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_that_is_stopped_after_every_round_ends_as_the_uninterrupted_one(int pipelineDepth)
    {
        var whole = await TestRun.CalmAsync(pipelineDepth);
        using var run = await RecoveredRun.StoppedAsync(1, pipelineDepth);
        var (result, stops) = await run.ResumeToTheEndAsync(rounds: 1);
        Assert.InRange(stops, 2, 6); // rows of an evaluated round come with those that waited behind it
        Assert.Equal(whole.Result, result);
        Assert.Equal(whole.Metrics, run.Metrics);
        Assert.Equal(whole.Result.Digest, await run.VerifyAsync());
    }

    [Fact]
    public async Task A_checkpoint_that_a_killed_process_left_half_written_is_gone_when_the_run_goes_on()
    {
        using var run = await RecoveredRun.StoppedAsync(1);
        var torn = run.Folder.Checkpoint(RunPhase.Offline, 0) + WholeFile.PartialEnding;
        await File.WriteAllTextAsync(torn, "half", TestContext.Current.CancellationToken);
        await run.ResumeAsync();
        Assert.False(File.Exists(torn));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Without_any_checkpoint_the_whole_run_is_trained_again(int pipelineDepth)
    {
        var whole = await TestRun.CalmAsync(pipelineDepth);
        using var run = await RecoveredRun.StoppedAsync(6, pipelineDepth);
        Directory.GetFiles(run.Folder.Checkpoints).ToList().ForEach(File.Delete);
        var result = await run.ResumeAsync();
        Assert.Contains("from the initial state", run.Notices.Last(), StringComparison.Ordinal);
        Assert.Equal(whole.Result, result);
        Assert.Equal(whole.Metrics, run.Metrics);
    }

    [Fact]
    public async Task A_damaged_newest_checkpoint_falls_back_to_the_one_before()
    {
        var whole = await TestRun.CalmAsync();
        using var run = await RecoveredRun.StoppedAsync(6);
        var newest = Directory.GetFiles(run.Folder.Checkpoints).Order(StringComparer.Ordinal).Last();
        var bytes = await File.ReadAllBytesAsync(newest, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(newest, bytes, TestContext.Current.CancellationToken);
        var result = await run.ResumeAsync();
        Assert.Contains("from the checkpoint after offline round 3", run.Notices.Last(), StringComparison.Ordinal);
        Assert.Equal(whole.Result, result);
        Assert.Equal(whole.Metrics, run.Metrics);
    }

    [Fact]
    public async Task Torn_and_surplus_lines_of_the_metrics_are_written_again_from_the_journal()
    {
        var whole = await TestRun.CalmAsync();
        using var run = await RecoveredRun.StoppedAsync(5);
        var lines = run.Metrics.Split('\n');
        await File.WriteAllTextAsync(
            run.Folder.Metrics, string.Join('\n', [.. lines[..3], lines[2], lines[3][..20]]), TestContext.Current.CancellationToken);
        await run.ResumeAsync();
        Assert.Equal(whole.Metrics, run.Metrics);
    }

    [Fact]
    public async Task A_round_can_be_replayed_to_the_state_that_its_checkpoint_holds()
    {
        using var run = await RecoveredRun.StoppedAsync(6);
        await run.ResumeAsync();
        var recorded = await run.ReadAsync();
        using var verification = await RunVerification.OpenAsync(recorded, false, TestContext.Current.CancellationToken);
        var seen = new List<RoundTrained>();
        var state = verification.Run((RunPhase.Online, 1), seen.Add, TestContext.Current.CancellationToken);
        var checkpoint = await File.ReadAllBytesAsync(run.Folder.Checkpoint(RunPhase.Online, 1), TestContext.Current.CancellationToken);
        Assert.Equal(TrainingState.FromSafetensors(checkpoint).Digest(), state.Digest());
        Assert.Equal(5, seen.Count);
    }
}
