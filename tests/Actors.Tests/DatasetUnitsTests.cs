using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Bc;
using AwacAkka.Learning.Algorithms.Iql;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Tests;

[Trait("Category", "Run")]
public class DatasetUnitsTests
{
    [Fact]
    public async Task A_program_that_hands_over_actions_of_unknown_units_is_refused_where_the_box_is_another()
    {
        var data = TestRun.RandomDataset(seed: 7) with { UnitActions = false };
        var refused = await Assert.ThrowsAsync<RunConfigException>(() => TestRun.TrainAsync(dataset: data));
        Assert.Contains("units of the dataset's actions are not known, and the box of Pendulum-v1 is [-2, 2]", refused.Message);
    }

    [Fact]
    public void Options_for_an_environments_logs_hold_its_sizes_box_and_time_limit()
    {
        var options = EnvironmentLogs.Options("Pendulum-v1");
        Assert.Equal((3, 1), (options.ObservationDimension, options.ActionDimension));
        Assert.Equal(("[-2, 2]", 200), (options.Task!.Box!.ToString(), options.Task.TimeLimit));
        Assert.Null(EnvironmentLogs.Options("CartPole-v1").Task!.Box);
    }

    /// <summary>One algorithm of two that does not mask needs the states that terminal rows led to; cloning, which has no values, needs none.</summary>
    [Fact]
    public void Logs_are_read_for_the_algorithm_that_asks_for_most()
    {
        var config = TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0);
        Assert.True(MasksTerminals(new AwacConfig { MaskTerminals = true }, null));
        Assert.False(MasksTerminals(new AwacConfig { MaskTerminals = false }, new IqlConfig { MaskTerminals = true }));
        Assert.False(MasksTerminals(new IqlConfig { MaskTerminals = true }, new AwacConfig { MaskTerminals = false }));
        Assert.True(MasksTerminals(new BcConfig(), null));

        bool MasksTerminals(AlgorithmConfig offline, AlgorithmConfig? online) =>
            EnvironmentLogs.Options(config with { Algorithm = offline, OnlineAlgorithm = online is null ? null : new OnlineAlgorithm(online, "default") }).MaskTerminals;
    }
}
