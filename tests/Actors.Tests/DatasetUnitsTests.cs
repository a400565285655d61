using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;

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
}
