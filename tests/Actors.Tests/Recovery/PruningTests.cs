using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A long run's journal keeps what recovery needs and no more, and that is enough to end with the same weights.</summary>
[Trait("Category", "Run")]
public sealed class PruningTests
{
    private const int Slots = 4;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_that_is_pruned_and_stopped_again_and_again_ends_as_one_that_keeps_everything(int pipelineDepth)
    {
        var whole = await TestRun.CalmAsync(
            pipelineDepth, change: c => Long(c) with { Replay = new ReplaySection(2_000, KeepHistory: true) });
        using var run = await RecoveredRun.StoppedAsync(5, pipelineDepth, Long);
        var (result, _) = await run.ResumeToTheEndAsync(rounds: 3);
        Assert.Equal(whole.Result, result);
        Assert.Equal(whole.Metrics, run.Metrics);
        Assert.NotNull((await run.ReadAsync()).History.Pruned);
        Assert.Equal(whole.Result.Digest, await run.VerifyAsync());
    }

    [Fact]
    public async Task The_journal_holds_the_buffer_and_the_rounds_behind_the_oldest_checkpoint_at_most()
    {
        // Policies that wait for their evaluation hold back what recovery would need for them, so there are no evaluations on the way.
        using var run = await RecoveredRun.StoppedAsync(20, change: c => Long(c) with { Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 40) });
        var middle = new FileInfo(run.Folder.Journal).Length;
        await run.ResumeAsync();
        const int Held = 2_000 / 500, BehindCheckpoints = 2 * 2, Partial = 1, NotYetDeleted = 2;
        Assert.InRange(Chunks(run), 1, (Held + BehindCheckpoints + Partial + NotYetDeleted) * Slots);
        Assert.InRange(new FileInfo(run.Folder.Journal).Length, 1, middle * 3 / 2);
    }

    [Fact]
    public async Task A_pruned_run_falls_back_to_the_checkpoint_before_a_damaged_one()
    {
        var whole = await TestRun.CalmAsync(change: Long);
        using var run = await RecoveredRun.StoppedAsync(24, change: Long);
        var newest = Directory.GetFiles(run.Folder.Checkpoints).Order(StringComparer.Ordinal).Last();
        await File.WriteAllBytesAsync(newest, [1, 2, 3], TestContext.Current.CancellationToken);
        Assert.Equal(whole.Result, await run.ResumeAsync());
        Assert.Equal(whole.Metrics, run.Metrics);
    }

    [Fact]
    public async Task Without_any_checkpoint_a_pruned_run_says_so_instead_of_training_on_less()
    {
        using var run = await RecoveredRun.StoppedAsync(24, change: Long);
        Directory.GetFiles(run.Folder.Checkpoints, "*online*").ToList().ForEach(File.Delete);
        var refused = await Assert.ThrowsAsync<RunFailedException>(() => run.ResumeAsync());
        Assert.Contains("the journal no longer holds what came before", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RunFailedException>(run.VerifyAsync);
    }

    [Fact]
    public async Task A_round_before_the_oldest_checkpoint_cannot_be_replayed()
    {
        using var run = await RecoveredRun.StoppedAsync(24, change: Long);
        using var verification = await RunVerification.OpenAsync(await run.ReadAsync(), false, TestContext.Current.CancellationToken);
        var refused = Assert.Throws<RunConfigException>(
            () => verification.Run((RunPhase.Online, 2), _ => { }, TestContext.Current.CancellationToken));
        Assert.StartsWith("online round 3 cannot be trained again: the journal was pruned", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>40 rounds of 500 steps into a buffer of 2,000, over a dataset of as many; few updates.</summary>
    private static RunConfig Long(RunConfig config) => RecoveredRun.Often(config) with
    {
        Online = new OnlineSection(Steps: 20_000, StepsPerRound: 500, UpdatesPerStep: 0.02),
        Replay = new ReplaySection(2_000),
        Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 5),
    };

    private static long Chunks(RecoveredRun run)
    {
        using var connection = new SqliteConnection($"Data Source={run.Folder.Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM journal WHERE persistence_id = 'replay'";
        return (long)command.ExecuteScalar()!;
    }
}
