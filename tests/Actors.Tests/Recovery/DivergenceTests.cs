using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Learning.State;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A learner whose figures are no longer finite stops; its last good round and a report stay behind.</summary>
[Trait("Category", "Run")]
public sealed class DivergenceTests
{
    private const int DuringTheThirdRound = 410; // two rounds have 406 steps

    [Fact]
    public async Task The_last_good_round_is_kept_with_its_digest_and_a_report_names_the_figure()
    {
        using var run = RecoveredRun.Begun(Explosive);
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
        using var run = RecoveredRun.Begun(Explosive);
        var first = await Assert.ThrowsAsync<RunFailedException>(() => run.GoOnAsync());
        var again = await Assert.ThrowsAsync<RunFailedException>(() => run.ResumeAsync());
        Assert.Equal(first.Message, again.Message);
    }

    private static TrainingState Checkpoint(RecoveredRun run) =>
        TrainingState.FromSafetensors(File.ReadAllBytes(run.Folder.Checkpoint(RunPhase.Online, 1)));

    /// <summary>
    /// Pendulum whose rewards become finite numbers that no loss can be computed of. Nothing is evaluated before: evaluations run beside rollouts, and
    /// their steps would count where they are early enough.
    /// </summary>
    private static RunConfig Explosive(RunConfig config) => config with
    {
        Environment = new(FaultyPendulum.Register((step, result) => step >= DuringTheThirdRound ? result with { Reward = 1e38 } : null)),
        Offline = config.Offline with { Updates = 0 },
        Evaluation = config.Evaluation with { EveryRounds = 100 },
    };
}
