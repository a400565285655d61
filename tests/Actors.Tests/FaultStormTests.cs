using System.Text.RegularExpressions;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Environments.Faults;

namespace AwacAkka.Actors.Tests;

/// <summary>Calls that fail on purpose do not change one bit of a run, and a storm can be repeated.</summary>
[Trait("Category", "Run")]
public sealed partial class FaultStormTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    public async Task In_a_storm_a_run_ends_as_in_calm(int pipelineDepth, int workers)
    {
        var calm = await TestRun.CalmAsync(pipelineDepth);
        var storm = await TestRun.TrainAsync(
            workers: workers, pipelineDepth: pipelineDepth,
            change: config => Hanging(Stormy(config, new FaultRates(Exception: 0.004, NonFinite: 0.004, Hang: 0.0005, CallHang: 0.03))));
        Assert.InRange(storm.Log.Count(line => line.Contains("failed (", StringComparison.Ordinal)), 5, int.MaxValue); // a busy machine adds some
        foreach (var fault in (string[])["an exception was injected", "is NaN", "Infinity", ": Step took longer than", "evaluation episode"])
        {
            Assert.Contains(storm.Log, line => line.Contains(fault, StringComparison.Ordinal));
        }

        Assert.Contains(storm.Log, line => OtherHang().IsMatch(line));
        Assert.Empty(storm.Notices);
        Assert.Equal(calm.Result, storm.Result);
        Assert.Equal(calm.Metrics, storm.Metrics);
    }

    /// <summary>Slots are longer than the stretches of an evaluation here, so that a storm can be too much for the former alone.</summary>
    [Fact]
    public async Task A_storm_that_costs_streams_is_the_same_whatever_the_number_of_workers()
    {
        RunConfig Heavy(RunConfig config)
        {
            var storm = Stormy(config, new FaultRates(Exception: 0.006));
            return storm with
            {
                Online = config.Online with { StepsPerRound = 800 },
                Rollouts = storm.Rollouts with { MaxFailures = 3 },
                Evaluation = config.Evaluation with { Episodes = 1 },
            };
        }

        var one = await TestRun.TrainAsync(seed: 3, workers: 1, change: Heavy);
        var three = await TestRun.TrainAsync(seed: 3, workers: 3, change: Heavy);
        Assert.NotEmpty(one.Notices);
        Assert.Equal(one.Notices.Order(), three.Notices.Order());
        Assert.Equal(one.Result, three.Result);
    }

    [Fact]
    public async Task A_slot_that_fails_whatever_its_sub_seed_ends_the_run_with_the_reason()
    {
        var failure = await Assert.ThrowsAsync<RunFailedException>(() => TestRun.TrainAsync(
            change: config => Stormy(config, new FaultRates(Exception: 1)) with { Offline = config.Offline with { Updates = 0 } }));
        Assert.Contains("of online round 1 still fails after its stream was begun anew", failure.Message, StringComparison.Ordinal);
        Assert.Contains("an exception was injected at step 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_that_always_fails_ends_the_run_with_the_reason()
    {
        var failure = await Assert.ThrowsAsync<RunFailedException>(() => TestRun.TrainAsync(
            change: config => Stormy(config, new FaultRates(NonFinite: 1)) with { Online = config.Online with { Steps = 0 } })); // else a slot may fail first
        Assert.Contains("evaluation episode 0 after offline round 2 failed 10 times in a row", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Nothing hangs, and on a busy machine no call shall be taken for one that does: a failure more changes which streams are lost.</summary>
    private static RunConfig Stormy(RunConfig config, FaultRates faults) => config with
    {
        Faults = faults,
        Rollouts = config.Rollouts with { MaxFailures = 10, StepTimeout = TimeSpan.FromMinutes(1), StartTimeout = TimeSpan.FromMinutes(1) },
    };

    private static RunConfig Hanging(RunConfig config) => config with
    {
        Rollouts = config.Rollouts with { StepTimeout = TimeSpan.FromMilliseconds(150), StartTimeout = TimeSpan.FromMilliseconds(300) },
    };

    [GeneratedRegex(": (Reset|SaveState|RestoreState) took longer than 0.15 s")]
    private static partial Regex OtherHang();
}
