using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms.CalQl;
using AwacAkka.Learning.Algorithms.Wsrl;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A run whose online phase has an algorithm of its own is the same whatever happens to it.</summary>
[Trait("Category", "Run")]
public sealed class PhaseTests
{
    private static readonly CalQlConfig First = new()
    {
        PolicyHidden = [16, 16],
        CriticHidden = [16, 16],
        OfflineBatchSize = 32,
        OnlineBatchSize = 32,
        Critics = 3,
        CriticLayerNorm = true,
        ConservativeActions = 2,
    };

    private static readonly OnlineAlgorithm Then = new(
        new WsrlConfig { PolicyHidden = [16, 16], CriticHidden = [16, 16], OnlineBatchSize = 32, Critics = 3, CriticSteps = 2 }, "wsrl-few-cores");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_that_is_stopped_after_every_round_ends_as_the_uninterrupted_one_and_verifies(int pipelineDepth)
    {
        var whole = await TestRun.TrainAsync(workers: 4, pipelineDepth: pipelineDepth, change: Both);
        Assert.Single(whole.Notices, notice => notice == "the online phase is trained by wsrl: log_alpha, policy, q of cal-ql go on");
        using var run = await RecoveredRun.StoppedAsync(1, pipelineDepth, Both);
        await run.AssertEndsAsAsync(whole);
    }

    [Fact]
    public async Task The_metrics_have_the_figures_of_both()
    {
        var lines = (await TestRun.CalmAsync(change: Both)).Metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(",digest,critic_loss,policy_loss,q_mean,alpha,entropy,conservative_gap", lines[0], StringComparison.Ordinal);
        Assert.Equal(7, lines[1..].Count(line => line.Split(',').Length == lines[0].Split(',').Length));
        Assert.All(lines[1..], line => Assert.Equal(line.StartsWith("offline", StringComparison.Ordinal), !line.EndsWith(',')));
    }

    [Fact]
    public async Task No_update_is_made_in_the_warm_up_whose_steps_the_policy_of_the_offline_phase_takes()
    {
        var rounds = (await TestRun.CalmAsync(change: Both)).Metrics.Split('\n').Skip(1).Select(line => line.Split(',')).Where(cells => cells[0] == "online").ToArray();
        Assert.Equal(["300", "503", "706", "897"], rounds.Select(cells => cells[2]));
        Assert.Equal(["203", "406", "609", "800"], rounds.Select(cells => cells[3]));

        RunConfig Random(RunConfig config) => Both(config) with { Online = config.Online with { RandomSteps = 406, WarmUpSteps = 0 } };
        Assert.NotEqual((await TestRun.CalmAsync(change: Both)).Result.Digest, (await TestRun.CalmAsync(change: Random)).Result.Digest);
    }

    /// <summary>Two rounds of warm-up; the last of them is trained on.</summary>
    internal static RunConfig Both(RunConfig config) => config with
    {
        Preset = "cal-ql-adroit",
        Algorithm = First,
        OnlineAlgorithm = Then,
        Online = config.Online with { WarmUpSteps = 406 },
    };
}
