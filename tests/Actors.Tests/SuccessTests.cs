using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
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

    [Fact]
    public void The_first_success_is_kept_over_the_stretches_of_an_episode()
    {
        var id = FaultyPendulum.Register((step, result) => result with { Reward = step, Success = step is 70 or 71 or 150 });
        using var environment = PolicyEnvironment.Make(id);
        var algorithm = TestRun.Config(id, workers: 1, pipelineDepth: 0).Algorithm;
        var untrained = InitialState.Create(algorithm, new Dimensions(environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension), 1);
        var (policy, state) = (new PolicyNetwork(TrainedPolicy.Of(algorithm, untrained)), EpisodeState.Start(0));
        while (!state.Ended)
        {
            state = new EpisodeRollout(environment, seed: 1).Run(policy, state, steps: 30);
        }

        Assert.Equal((200, 3), (state.Length, state.SuccessfulSteps));
        Assert.Equal(new FirstSuccess(70 * 71 / 2, 70), state.FirstSuccess);
    }

    [Fact]
    public void Success_by_every_definition()
    {
        var summary = EvaluationSummary.Of(
        [
            new EpisodeState(0, -60, 100, true, [], 40, new FirstSuccess(-30, 31)).Summary(threshold: 20),
            new EpisodeState(1, -90, 100, true, [], 10, new FirstSuccess(-10, 11)).Summary(threshold: 20),
            new EpisodeState(2, -50, 50, true, [], 0).Summary(threshold: 20),
        ]);
        Assert.Equal(1 / 3.0, summary.SuccessRate!.Value, 12);
        Assert.Equal(2 / 3.0, summary.Goal!.AnyRate, 12);
        Assert.Equal(0.5 / 3, summary.Goal.StepShare, 12); // 0.4, 0.1 and 0 of the steps
        Assert.Equal(-90 / 3.0, summary.Goal.FirstReturn, 12);
        Assert.Equal((31 + 11 + 50) / 3.0, summary.Goal.FirstLength, 12);
        Assert.Null(EvaluationSummary.Of([new EpisodeSummary(1, 2)]).Goal);
    }

    [Fact]
    public void Evaluations_of_earlier_versions_are_read_and_those_without_a_goal_are_written_as_they_were()
    {
        var recorded = """{"Phase":1,"Round":3,"Episodes":[{"Return":-4,"Length":200,"Success":true}]}"""u8.ToArray();
        var evaluated = (Evaluated)JournalSerializer.Read(recorded, "evaluated-1");
        var summary = EvaluationSummary.Of(evaluated.Episodes);
        Assert.Equal((1.0, null), (summary.SuccessRate, summary.Goal));
        Assert.Equal(recorded, JournalSerializer.Write(evaluated));

        var now = evaluated with { Episodes = [new EpisodeState(0, -4, 200, true, [], 5, new FirstSuccess(-1.5, 7)).Summary(threshold: 2)] };
        Assert.Equal(now.Episodes, ((Evaluated)JournalSerializer.Read(JournalSerializer.Write(now), "evaluated-1")).Episodes);
    }
}
