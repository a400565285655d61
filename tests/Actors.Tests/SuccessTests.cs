using AwacAkka.Collecting;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Tests;

/// <summary>Tasks that know success are judged by the share of episodes that succeed, as their papers do.</summary>
[Trait("Category", "Run")]
public sealed class SuccessTests
{
    [Fact]
    public async Task A_run_reports_the_share_of_successful_episodes()
    {
        var balanced = FaultyPendulum.Register((_, result) => result with { Success = true });
        var outcome = await TestRun.TrainAsync(environment: balanced);
        Assert.Equal(1.0, outcome.Result.AfterOffline?.SuccessRate);
        Assert.Equal(1.0, outcome.Result.AfterOnline?.SuccessRate);
        Assert.Null((await TestRun.CalmAsync()).Result.AfterOnline?.SuccessRate);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void An_episode_is_a_success_only_above_the_tasks_number_of_successful_steps(int steps, bool success) =>
        Assert.Equal(success, new EpisodeState(0, 0, 100, true, [], steps).Summary(threshold: 20).Success);

    [Fact]
    public void The_count_goes_on_over_the_stretches_of_an_episode()
    {
        var id = FaultyPendulum.Register((step, result) => result with { Success = step % 2 == 0 });
        using var environment = PolicyEnvironment.Make(id);
        var algorithm = TestRun.Config(id, workers: 1, pipelineDepth: 0).Algorithm;
        var untrained = InitialState.Create(algorithm, new Dimensions(environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension), 1);
        var policy = new PolicyNetwork(TrainedPolicy.Of(algorithm, untrained));
        var rollout = new EpisodeRollout(environment, seed: 1);
        var state = EpisodeState.Start(0);
        for (var stretch = 0; stretch < 7; stretch++) // of 200 steps
        {
            Assert.False(state.Ended);
            state = rollout.Run(policy, state, steps: 30);
        }

        Assert.True(state.Ended);

        Assert.Equal((200, 100), (state.Length, state.SuccessfulSteps));
    }
}
