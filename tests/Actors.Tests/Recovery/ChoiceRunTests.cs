using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms.Dqn;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Runs in an environment whose actions are choices.</summary>
[Trait("Category", "Run")]
public sealed class ChoiceRunTests
{
    private const string CartPole = "CartPole-v1";

    private static readonly DqnConfig Dqn = new()
    {
        CriticHidden = [16, 16],
        OfflineBatchSize = 32,
        OnlineBatchSize = 32,
        CriticLearningRate = 1e-3f,
        TargetUpdates = 30,
        EpsilonUpdates = 600,
        ReturnSteps = 3,
        DoubleQ = true,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_that_is_stopped_after_every_round_ends_as_the_uninterrupted_one_with_any_workers_and_verifies(int pipelineDepth)
    {
        var whole = await TestRun.TrainAsync(workers: 1, pipelineDepth: pipelineDepth, withDataset: false, environment: CartPole, change: Online);
        var three = await TestRun.TrainAsync(workers: 3, pipelineDepth: pipelineDepth, withDataset: false, environment: CartPole, change: Online);
        Assert.Equal(whole.Result, three.Result);
        using var run = RecoveredRun.BegunWithoutData(RecoveredRun.Often(Online(TestRun.Config(CartPole, workers: 2, pipelineDepth))));
        await run.GoOnAsync(1);
        var (result, stops) = await run.ResumeToTheEndAsync(rounds: 1);
        Assert.True(stops > 1);
        Assert.Equal(whole.Result, result);
        Assert.Equal(whole.Metrics, run.Metrics);
        Assert.Equal(whole.Result.Digest, await run.VerifyAsync());
    }

    [Fact]
    public async Task A_logged_dataset_of_choices_is_learned_from_before_and_while_more_are_collected()
    {
        using var environment = PolicyEnvironment.Make(CartPole);
        var data = OfflineDataset.Of(new SlotRollout(environment, seed: 7).Run(SlotState.Start(0), null, 2_000).Chunk);
        Assert.Equal([0f, 1f], data.Transitions.Actions.Distinct().Order());
        var whole = await TestRun.TrainAsync(dataset: data, environment: CartPole, change: config => config with { Algorithm = Dqn, Preset = "dqn-cleanrl" });
        Assert.Contains("offline,", whole.Metrics, StringComparison.Ordinal);

        data.Transitions.Actions[3] = 2;
        var refused = await Assert.ThrowsAsync<RunConfigException>(
            () => TestRun.TrainAsync(dataset: data, environment: CartPole, change: config => config with { Algorithm = Dqn, Preset = "dqn-cleanrl" }));
        Assert.Equal("the dataset's action in row 3 is 2, but those of CartPole-v1 are indices of choices, from 0 to 1", refused.Message);
    }

    [Fact]
    public void An_algorithm_that_cannot_take_the_environments_actions_is_refused()
    {
        var continuous = TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0) with { Algorithm = Dqn, Preset = "dqn-cleanrl" };
        Assert.StartsWith(
            "the actions of Pendulum-v1 are continuous, which dqn does not take: set algorithm.name to one of awac, sac, ",
            Assert.Throws<RunConfigException>(() => EnvironmentProbe.Probe(continuous)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "the actions of CartPole-v1 are 2 discrete ones, which awac does not take: set algorithm.name to one of dqn",
            Assert.Throws<RunConfigException>(() => EnvironmentProbe.Probe(TestRun.Config(CartPole, workers: 1, pipelineDepth: 0))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>From nothing in some seconds: three times as long as random pushes, which last 22 steps.</summary>
    [Fact]
    public async Task It_learns_to_balance_for_longer_than_chance()
    {
        var learned = await TestRun.TrainAsync(withDataset: false, environment: CartPole, change: config => Online(config) with
        {
            Algorithm = Dqn with { CriticHidden = [64, 64], CriticLearningRate = 2e-3f, EpsilonUpdates = 1_000, ReturnSteps = 1 },
            Online = new OnlineSection(Steps: 4_000, StepsPerRound: 200, RandomSteps: 400),
            Replay = new ReplaySection(4_000),
            Evaluation = new EvaluationSection(Episodes: 10, EveryRounds: 20),
        });
        Assert.InRange(learned.Result.AfterOnline!.MeanReturn, 66, 500);
    }

    private static RunConfig Online(RunConfig config) => config with
    {
        Preset = "dqn-cleanrl",
        Algorithm = Dqn,
        Offline = config.Offline with { Updates = 0 },
        Online = new OnlineSection(Steps: 800, StepsPerRound: 203, RandomSteps: 203),
    };
}
