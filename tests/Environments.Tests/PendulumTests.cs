using System.Runtime.InteropServices;
using AwacAkka.Environments.Classic;

namespace AwacAkka.Environments.Tests;

/// <summary>Held to values worked out by hand from the published equations.</summary>
public sealed class PendulumTests : IDisposable
{
    private readonly Pendulum pendulum = new();
    private readonly double[] observation = new double[3];

    [Fact]
    public void Torque_and_gravity_accelerate_it_and_the_cost_is_of_the_state_before() =>
        AssertStep(Math.PI / 2, 1, -1, nextAngle: Math.PI / 2 + 0.08, nextVelocity: 1.6, reward: -(Math.PI * Math.PI / 4 + 0.1 + 0.001));

    [Fact]
    public void Upright_costs_only_the_torque() => AssertStep(0, 0, 2, nextAngle: 0.015, nextVelocity: 0.3, reward: -0.004);

    [Fact]
    public void Torque_is_clipped_for_motion_and_cost() => AssertStep(0, 0, 50, nextAngle: 0.015, nextVelocity: 0.3, reward: -0.004);

    [Fact]
    public void Speed_is_clipped() => AssertStep(Math.PI / 2, 7.9, 0, nextAngle: Math.PI / 2 + 0.4, nextVelocity: 8, reward: -(Math.PI * Math.PI / 4 + 6.241));

    [Fact]
    public void Whole_turns_cost_nothing()
    {
        AssertStep(4 * Math.PI, 0, 0, nextAngle: 0, nextVelocity: 0, reward: 0);
        AssertStep(0.5 - 6 * Math.PI, 0, 0, 0.5 + 0.0375 * Math.Sin(0.5), 0.75 * Math.Sin(0.5), reward: -0.25);
    }

    [Fact]
    public void Starts_cover_all_angles_and_small_speeds()
    {
        var starts = Enumerable.Range(0, 2000).Select(seed =>
        {
            pendulum.Reset((ulong)seed, observation);
            return (Angle: Math.Atan2(observation[1], observation[0]), Velocity: observation[2]);
        }).ToArray();
        Assert.All(starts.CountBy(start => Math.Floor(start.Angle / Math.PI * 4)), bin => Assert.InRange(bin.Value, 190, 310));
        Assert.All(starts, start => Assert.InRange(start.Velocity, -1, 1));
        Assert.Equal(0, starts.Average(start => start.Velocity), 0.05);
        Assert.Equal(1 / 3.0, starts.Average(start => start.Velocity * start.Velocity), 0.02);
    }

    public void Dispose() => pendulum.Dispose();

    private void AssertStep(double angle, double velocity, double torque, double nextAngle, double nextVelocity, double reward)
    {
        pendulum.RestoreState(MemoryMarshal.AsBytes<double>(new[] { angle, velocity }), observation);
        var result = pendulum.Step([torque], observation);
        Assert.Equal([Math.Cos(nextAngle), Math.Sin(nextAngle), nextVelocity], observation, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(reward, result.Reward, 1e-12);
        Assert.False(result.Terminated || result.Truncated);
    }
}
