using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>The average of the policy over rounds is what is judged and kept; what is trained does not depend on it.</summary>
[Trait("Category", "Run")]
public sealed class PolicyAverageTests
{
    private const float Share = 0.25f;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_that_is_stopped_after_every_round_ends_as_the_uninterrupted_one_and_verifies(int pipelineDepth)
    {
        var whole = await TestRun.TrainAsync(workers: 4, pipelineDepth: pipelineDepth, change: Averaged);
        using var run = await RecoveredRun.StoppedAsync(1, pipelineDepth, Averaged);
        await run.AssertEndsAsAsync(whole);

        var recorded = await run.ReadAsync();
        var best = recorded.History.Evaluations.MaxBy(e => EvaluationSummary.Of(e.Episodes).MeanReturn)!;
        Assert.Equal(Judged(run, await StateAsync(recorded, (best.Phase, best.Round))), await File.ReadAllBytesAsync(run.Folder.BestPolicy, Cancellation));
        var last = Judged(run, await StateAsync(recorded, null));
        Assert.Equal(last, await File.ReadAllBytesAsync(run.Folder.Policy, Cancellation));

        File.Delete(run.Folder.Policy);
        Assert.Contains("is written back", Assert.Single(new LostPolicies(recorded).WriteBack()), StringComparison.Ordinal);
        Assert.Equal(last, await File.ReadAllBytesAsync(run.Folder.Policy, Cancellation));
    }

    [Fact]
    public async Task It_follows_the_policy_by_its_share_and_changes_no_update()
    {
        using var plain = await RecoveredRun.StoppedAsync(6);
        using var averaged = await RecoveredRun.StoppedAsync(6, change: Averaged);
        var (without, with) = (await plain.ReadAsync(), await averaged.ReadAsync());
        using var one = await RunVerification.OpenAsync(without, false, Cancellation);
        using var other = await RunVerification.OpenAsync(with, false, Cancellation);
        PolicySnapshot? average = null;
        foreach (var round in one.Rounds)
        {
            var (expected, state) = (one.Run((round.Phase, round.Round), _ => { }, Cancellation), other.Run((round.Phase, round.Round), _ => { }, Cancellation));
            Assert.Equal(expected.Digest(), PolicyAverage.Without(state).Digest());
            Assert.NotEqual(expected.Digest(), state.Digest());

            var policy = TrainedPolicy.Of(plain.Request.Config.Algorithm, expected);
            average = average is null ? policy : policy with { Tensors = policy.Tensors.ToDictionary(t => t.Key, t => Between(average.Tensors[t.Key], t.Value)) };
            Assert.Equal(average.ToSafetensors(), Judged(averaged, state));
        }

        Assert.True(one.Rounds.Count > 4);
    }

    [Fact]
    public async Task Another_algorithm_begins_another_average()
    {
        using var run = await RecoveredRun.StoppedAsync(6, change: config => Averaged(PhaseTests.Both(config)));
        var algorithm = run.Request.Config.AlgorithmIn(RunPhase.Online);
        var recorded = await run.ReadAsync();
        using var verification = await RunVerification.OpenAsync(recorded, false, Cancellation);
        foreach (var (round, isAveraged) in ((int, bool)[])[(0, false), (1, true)]) // the first round is warm-up, and the change of the algorithm
        {
            var state = verification.Run((RunPhase.Online, round), _ => { }, Cancellation);
            var (judged, trained) = (TrainedPolicy.Judged(algorithm, state), TrainedPolicy.Of(algorithm, state));
            Assert.Equal(isAveraged, !judged.ToSafetensors().AsSpan().SequenceEqual(trained.ToSafetensors()));
        }
    }

    private static RunConfig Averaged(RunConfig config) => config with { Evaluation = config.Evaluation with { PolicyAverage = Share } };

    private static byte[] Judged(RecoveredRun run, TrainingState state) => TrainedPolicy.Judged(run.Request.Config.Algorithm, state).ToSafetensors();

    private static async Task<TrainingState> StateAsync(RecordedRun recorded, (RunPhase, int)? round)
    {
        using var verification = await RunVerification.OpenAsync(recorded, false, Cancellation);
        return verification.Run(round, _ => { }, Cancellation);
    }

    private static StateTensor Between(StateTensor from, StateTensor to) => to with
    {
        Data = [.. from.Data.Zip(to.Data, (a, b) => a + Share * (b - a))],
    };
}
