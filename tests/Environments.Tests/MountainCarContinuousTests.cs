using System.Runtime.InteropServices;
using AwacAkka.Environments.Classic;

namespace AwacAkka.Environments.Tests;

/// <summary>Held to values worked out by hand from the published equations.</summary>
public sealed class MountainCarContinuousTests : IDisposable
{
    private readonly MountainCarContinuous car = new();
    private readonly double[] observation = new double[2];

    [Fact]
    public void Engine_and_slope_accelerate_and_the_new_velocity_moves() =>
        AssertStep(0, 0.01, 0.5, nextVelocity: 0.01 + 0.00075 - 0.0025, nextPosition: 0.00825, reward: -0.025, ends: false);

    [Fact]
    public void The_force_is_clipped_and_its_cost_is_not() =>
        AssertStep(0, 0.01, -3, nextVelocity: 0.006, nextPosition: 0.006, reward: -0.9, ends: false);

    [Fact]
    public void Speed_is_clipped() =>
        AssertStep(-0.5, 0.0699, 1, nextVelocity: 0.07, nextPosition: -0.43, reward: -0.1, ends: false);

    [Fact]
    public void The_left_end_is_a_wall() => AssertStep(-1.19, -0.07, -1, nextVelocity: 0, nextPosition: -1.2, reward: -0.1, ends: false);

    [Fact]
    public void The_flag_pays_a_hundred_less_the_action_and_ends_it()
    {
        var velocity = 0.03 + 0.0015 - 0.0025 * Math.Cos(1.29);
        AssertStep(0.43, 0.03, 1, velocity, 0.43 + velocity, reward: 99.9, ends: true);
    }

    [Fact]
    public void Rolling_back_over_the_flag_is_no_arrival()
    {
        var velocity = -0.01 - 0.0025 * Math.Cos(1.5);
        AssertStep(0.5, -0.01, 0, velocity, 0.5 + velocity, reward: 0, ends: false);
    }

    [Fact]
    public void Starts_are_at_rest_in_the_valley()
    {
        var starts = Enumerable.Range(0, 1000).Select(seed =>
        {
            car.Reset((ulong)seed, observation);
            Assert.Equal(0, observation[1]);
            return observation[0];
        }).ToArray();
        Assert.All(starts, start => Assert.InRange(start, -0.6, -0.4));
        Assert.Equal(-0.5, starts.Average(), 0.008);
    }

    /// <summary>Full throttle the way it moves gains height with every swing; full throttle forward alone does not suffice.</summary>
    [Fact]
    public void The_hill_is_climbed_by_swinging_only()
    {
        Assert.True(Climbs(velocity => velocity < 0 ? -1 : 1));
        Assert.False(Climbs(_ => 1));
    }

    public void Dispose() => car.Dispose();

    private bool Climbs(Func<double, double> policy)
    {
        car.Reset(3, observation);
        return Enumerable.Range(0, 999).Any(_ => car.Step([policy(observation[1])], observation).Terminated);
    }

    private void AssertStep(
        double position, double velocity, double action, double nextVelocity, double nextPosition, double reward, bool ends)
    {
        car.RestoreState(MemoryMarshal.AsBytes<double>(new[] { position, velocity }), observation);
        var result = car.Step([action], observation);
        Assert.Equal([nextPosition, nextVelocity], observation, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(reward, result.Reward, 1e-12);
        Assert.Equal(ends, result.Terminated);
        Assert.False(result.Truncated);
    }
}
