using AwacAkka.Actors.Records;
using AwacAkka.Learning.State;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A learner whose figures are no longer finite stops; its last good round and a report stay behind.</summary>
[Trait("Category", "Run")]
public sealed class DivergenceTests
{
    // Steps before the third round: 800 of evaluations of the offline phase, 406 of two rounds.
    private const int DuringTheThirdRound = 1_210;

    [Fact]
    public async Task The_last_good_round_is_kept_with_its_digest_and_a_report_names_the_figure()
    {
        using var run = RecoveredRun.Begun(config => config with { Environment = new(Explosive(DuringTheThirdRound)) });
        var failure = await Assert.ThrowsAsync<RunFailedException>(() => run.GoOnAsync());
        Assert.Contains("is no longer finite in online round 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("went back to online round 2", failure.Message, StringComparison.Ordinal);

        var recorded = (await run.ReadAsync()).History.Trained.Last();
        Assert.Equal((RunPhase.Online, 1), (recorded.Phase, recorded.Round));
        Assert.Equal(recorded.Digest, Checkpoint(run).Digest());
        Assert.All(run.Folder.ReadPolicy().Tensors.Values, t => Assert.DoesNotContain(t.Data, x => !float.IsFinite(x)));

        var report = await File.ReadAllTextAsync(run.Folder.Divergence, TestContext.Current.CancellationToken);
        Assert.Contains($"digest {recorded.Digest}", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resuming_stops_at_the_same_update_again()
    {
        using var run = RecoveredRun.Begun(config => config with { Environment = new(Explosive(DuringTheThirdRound)) });
        var first = await Assert.ThrowsAsync<RunFailedException>(() => run.GoOnAsync());
        var again = await Assert.ThrowsAsync<RunFailedException>(() => run.ResumeAsync());
        Assert.Equal(first.Message, again.Message);
    }

    private static TrainingState Checkpoint(RecoveredRun run) =>
        TrainingState.FromSafetensors(File.ReadAllBytes(run.Folder.Checkpoint(RunPhase.Online, 1)));

    /// <summary>Pendulum whose rewards become finite numbers that no loss can be computed of.</summary>
    private static string Explosive(int fromStep) =>
        FaultyPendulum.Register((step, result) => step >= fromStep ? result with { Reward = 1e38 } : null);
}
