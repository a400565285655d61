using System.Runtime.InteropServices;
using AwacAkka.Environments.Classic;

namespace AwacAkka.Environments.Tests;

/// <summary>Held to values worked out by hand from the published equations.</summary>
public sealed class CartPoleTests : IDisposable
{
    private readonly CartPole cart = new();
    private readonly double[] observation = new double[4];

    /// <summary>At rest upright: 10 N on 1.1 kg, of which the pole's swing takes its part; positions follow a step later.</summary>
    [Theory]
    [InlineData(0, -1)]
    [InlineData(1, 1)]
    public void A_push_moves_the_cart_its_way_and_tips_the_pole_the_other(double action, int sign)
    {
        var result = StepFrom([0, 0, 0, 0], action);
        var pull = 10 / 1.1;
        var tipping = -pull / (0.5 * (4 / 3.0 - 0.1 / 1.1));
        AssertState([0, sign * 0.02 * (pull - 0.05 * tipping / 1.1), 0, sign * 0.02 * tipping]);
        Assert.Equal(new StepResult(1, false, false), result);
    }

    [Fact]
    public void Velocities_move_positions_by_the_value_before_the_step()
    {
        StepFrom([0.1, 0.5, 0, -0.25], 1);
        Assert.Equal(0.11, observation[0], 1e-15);
        Assert.Equal(-0.005, observation[2], 1e-15);
    }

    [Theory]
    [InlineData(2.39, 0.4, 0, 0, false)]
    [InlineData(2.39, 0.6, 0, 0, true)]
    [InlineData(-2.39, -0.6, 0, 0, true)]
    [InlineData(0, 0, 0.2094, 0, false)]
    [InlineData(0, 0, 0.2094, 0.01, true)]
    [InlineData(0, 0, -0.2094, -0.01, true)]
    public void It_ends_beyond_the_track_or_twelve_degrees_and_pays_that_step(double x, double v, double angle, double w, bool ends) =>
        Assert.Equal(new StepResult(1, ends, false), StepFrom([x, v, angle, w], 0));

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(0.5)]
    public void An_action_that_is_neither_push_is_refused(double action)
    {
        cart.Reset(1, observation);
        Assert.Contains(
            "whole number from 0 to 1", Assert.Throws<ArgumentException>(() => cart.Step([action], observation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Starts_are_within_a_twentieth()
    {
        var starts = Enumerable.Range(0, 500).SelectMany(seed =>
        {
            cart.Reset((ulong)seed, observation);
            return observation.ToArray();
        }).ToArray();
        Assert.All(starts, value => Assert.InRange(value, -0.05, 0.05));
        Assert.Equal(0.05 * 0.05 / 3, starts.Average(value => value * value), 0.00005);
    }

    /// <summary>Published: uniformly random pushes last about 22 steps on average.</summary>
    [Fact]
    public void Random_pushes_last_as_long_as_in_the_reference()
    {
        using var trajectory = new Trajectory(CartPole.RegisteredId, 0);
        var lengths = Enumerable.Range(0, 2000).Select(seed =>
        {
            // The trajectory's actions depend on the step's number alone; other starts and another first step number vary them.
            trajectory.Restore(Start(seed), 1000 * seed);
            var first = trajectory.StepsTaken;
            while (!trajectory.Last.Terminated)
            {
                Assert.InRange(trajectory.StepsTaken - first, 0, 10_000); // falls long before
                trajectory.Advance(1);
            }

            return trajectory.StepsTaken - first;
        });
        Assert.InRange(lengths.Average(), 21, 23.4);

        byte[] Start(int seed)
        {
            trajectory.Restart((ulong)seed);
            return trajectory.State();
        }
    }

    public void Dispose() => cart.Dispose();

    private StepResult StepFrom(double[] state, double action)
    {
        cart.RestoreState(MemoryMarshal.AsBytes<double>(state), observation);
        return cart.Step([action], observation);
    }

    private void AssertState(double[] expected) => Assert.Equal(expected, observation, (a, b) => Math.Abs(a - b) < 1e-12);
}
