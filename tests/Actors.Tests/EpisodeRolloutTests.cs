using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Environments.Faults;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Tests;

/// <summary>An evaluation tells of an environment that yields nonsense or never ends, instead of a plausible score or nothing at all.</summary>
public sealed class EpisodeRolloutTests
{
    private const int Longest = 1_000_000;

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e39)] // finite as a double, but policies see floats
    public void A_start_that_is_not_finite_is_not_acted_on(double poison)
    {
        using var environment = new AlteredPendulum { OnReset = observation => observation[2] = poison };
        var failure = Assert.Throws<RolloutException>(() => new EpisodeRollout(environment, seed: 1).Run(Policy(), EpisodeState.Start(7), steps: 10));
        Assert.Equal("the observation that evaluation episode 7 starts with is not finite", failure.Message);
    }

    [Fact]
    public void A_restored_state_that_is_not_finite_is_not_acted_on()
    {
        using var environment = new AlteredPendulum { OnRestore = observation => observation[0] = double.NaN };
        var rollout = new EpisodeRollout(environment, seed: 1);
        var state = rollout.Run(Policy(), EpisodeState.Start(7), steps: 10);
        Assert.Contains("goes on with is not finite", Assert.Throws<RolloutException>(() => rollout.Run(Policy(), state, steps: 10)).Message, StringComparison.Ordinal);
    }

    /// <summary>A worker in the middle of an episode, of which it is told how long it has been.</summary>
    [Fact]
    public void An_episode_without_an_end_fails_after_a_million_steps()
    {
        var id = AlteredPendulum.Register(() => new AlteredPendulum(), timeLimit: null);
        using var runners = new LocalRunners(new RolloutSetting(id, 1, new FaultRates()));
        using var runner = runners.Create(new Heartbeat());
        var policy = Snapshot();
        var state = runner.Run(Stretch(EpisodeState.Start(0)));
        Assert.Equal((100, false), (state.Length, state.Ended));
        state = runner.Run(Stretch(state with { Length = Longest - 101 }));
        Assert.Equal((Longest - 1, false), (state.Length, state.Ended));
        Assert.Equal(
            "evaluation episode 0 has not ended after 1,000,000 steps, and its EnvironmentSpec has no TimeLimit",
            Assert.Throws<RolloutException>(() => runner.Run(Stretch(state))).Message);
        Assert.Equal(3_000_000, PolicyEnvironment.LongestEpisode(AlteredPendulum.Register(() => new AlteredPendulum(), timeLimit: 3_000_000)));

        RunEpisode Stretch(EpisodeState start) => new(RunPhase.Online, 0, 0, start, policy, Steps: 100);
    }

    [Fact]
    public void An_episode_stops_between_steps_where_it_is_asked_to()
    {
        using var stop = new CancellationTokenSource();
        var steps = 0;
        using var environment = new AlteredPendulum
        {
            OnStep = result =>
            {
                if (++steps == 30)
                {
                    stop.Cancel();
                }

                return result;
            },
        };
        Assert.Throws<OperationCanceledException>(() => new EpisodeRollout(environment, seed: 1).Run(Policy(), EpisodeState.Start(0), 10_000, stop.Token));
        Assert.Equal(30, steps);
    }

    private static PolicyNetwork Policy() => new(Snapshot());

    private static PolicySnapshot Snapshot()
    {
        var algorithm = TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0).Algorithm;
        return TrainedPolicy.Of(algorithm, InitialState.Create(algorithm, new Dimensions(3, 1), 1));
    }
}
