using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A run leaves policies behind that can act long before it ends: the latest, and the one that was judged best.</summary>
[Trait("Category", "Run")]
public sealed class PolicyFilesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_best_policy_is_that_of_the_highest_evaluation_however_often_the_run_is_stopped(int pipelineDepth)
    {
        using var run = await RecoveredRun.StoppedAsync(1, pipelineDepth);
        await run.ResumeToTheEndAsync(rounds: 1);
        var recorded = await run.ReadAsync();
        Assert.InRange(recorded.History.Evaluations.Count, 3, int.MaxValue);
        var best = recorded.History.Evaluations.MaxBy(e => EvaluationSummary.Of(e.Episodes).MeanReturn)!;
        using var verification = await RunVerification.OpenAsync(recorded, false, TestContext.Current.CancellationToken);
        var state = verification.Run((best.Phase, best.Round), _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(
            TrainedPolicy.Of(run.Request.Config.Algorithm, state).ToSafetensors(),
            await File.ReadAllBytesAsync(run.Folder.BestPolicy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stopped_run_has_the_policy_of_its_newest_checkpoint()
    {
        using var run = await RecoveredRun.StoppedAsync(6);
        var newest = Directory.GetFiles(run.Folder.Checkpoints).Order(StringComparer.Ordinal).Last();
        var state = TrainingState.FromSafetensors(await File.ReadAllBytesAsync(newest, TestContext.Current.CancellationToken));
        Assert.Equal(
            TrainedPolicy.Of(run.Request.Config.Algorithm, state).ToSafetensors(),
            await File.ReadAllBytesAsync(run.Folder.Policy, TestContext.Current.CancellationToken));
    }
}
