using System.Runtime.InteropServices;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests;

/// <summary>Where the tasks' rules differ from what one would write without having read the definitions.</summary>
public class LocomotionBehaviour
{
    public static TheoryData<string, double> ControlCosts => new()
    {
        { Ant.RegisteredId, 0.5 },
        { HalfCheetah.RegisteredId, 0.1 },
        { Hopper.RegisteredId, 1e-3 },
        { Reacher.RegisteredId, 1 },
        { Walker2d.RegisteredId, 1e-3 },
        { "Ant-v5", 0.5 },
        { "Reacher-v5", 1 },
        { "Walker2d-v5", 1e-3 },
    };

    /// <summary>The engine clips the motors at 1, so 3 moves as 1 does; the cost is of 9 per control instead of 1.</summary>
    [Theory]
    [MemberData(nameof(ControlCosts))]
    public void Actions_out_of_range_move_as_clipped_and_cost_as_given(string id, double cost)
    {
        var (within, ofWithin) = StepOnce(id, 1);
        var (beyond, ofBeyond) = StepOnce(id, 3);
        Assert.Equal(ofWithin, ofBeyond);
        Assert.Equal(cost * 8 * Actions(id), within.Reward - beyond.Reward, 1e-9);
    }

    /// <summary>A body thrown forward is seen at 10 m/s, moves and is paid at what it has; only a hopper counts 100 m/s as fallen.</summary>
    [Theory]
    [InlineData(Hopper.RegisteredId, 6, 50, false)]
    [InlineData(Hopper.RegisteredId, 6, 150, true)]
    [InlineData(Walker2d.RegisteredId, 9, 50, false)]
    [InlineData(Walker2d.RegisteredId, 9, 150, false)]
    public void Velocities_are_observed_within_ten_but_not_limited_themselves(string id, int positions, double speed, bool falls)
    {
        using var trajectory = new Trajectory(id, 1);
        var state = trajectory.State();
        MemoryMarshal.Write(state.AsSpan((1 + positions) * sizeof(double)), speed); // behind the time and the positions
        trajectory.Restore(state, 0);
        Assert.Equal(10, trajectory.Observation[positions - 1]);
        var result = trajectory.Environment.Step(new double[Actions(id)], trajectory.Observation);
        Assert.InRange(result.Reward, 0.9 * speed, 1.1 * speed);
        Assert.Equal(falls, result.Terminated);
    }

    /// <summary>Random hoppers lean or sink until they fall: not before the limits, and not long after.</summary>
    [Theory]
    [InlineData(Hopper.RegisteredId, 0.7, 0.2)]
    [InlineData(Walker2d.RegisteredId, 0.8, 1)]
    [InlineData("Walker2d-v5", 0.8, 1)]
    public void An_episode_ends_with_the_fall(string id, double lowest, double lean)
    {
        using var trajectory = new Trajectory(id, 1);
        for (var episode = 0; episode < 40; episode++)
        {
            trajectory.Restart((ulong)episode);
            while (trajectory.TryStep(1000))
            {
                var upright = trajectory.Observation[0] > lowest && Math.Abs(trajectory.Observation[1]) < lean;
                Assert.Equal(!upright, trajectory.Last.Terminated);
            }

            Assert.True(trajectory.Last.Terminated);
        }
    }

    [Fact]
    public void An_ant_ends_when_its_torso_leaves_the_heights_from_a_fifth_to_one_metre()
    {
        using var trajectory = new Trajectory(Ant.RegisteredId, 1);
        var ends = 0;
        for (var episode = 0; episode < 20; episode++)
        {
            trajectory.Restart((ulong)episode);
            while (trajectory.TryStep(300))
            {
                Assert.Equal(trajectory.Observation[0] is < 0.2 or > 1, trajectory.Last.Terminated);
            }

            ends += trajectory.Last.Terminated ? 1 : 0;
        }

        Assert.InRange(ends, 1, 20);
    }

    /// <summary>Noise is added to the quaternion too; the first kinematics makes it a unit one, and so it is observed.</summary>
    [Fact]
    public void An_ant_starts_with_a_unit_quaternion_that_is_turned_a_little()
    {
        using var ant = new Ant();
        var observation = new double[27];
        for (ulong seed = 0; seed < 50; seed++)
        {
            ant.Reset(seed, observation);
            Assert.Equal(1, observation[1..5].Sum(q => q * q), 1e-12);
            Assert.InRange(observation[1], 0.95, 0.9999999);
            Assert.InRange(observation[0], 0.65, 0.85);
        }
    }

    /// <summary>The distance paid for is the observed one before the step.</summary>
    [Fact]
    public void A_reacher_pays_for_the_distance_before_the_step()
    {
        using var trajectory = new Trajectory(Reacher.RegisteredId, 4);
        for (var step = 0; step < 50; step++)
        {
            var distance = Math.Sqrt(trajectory.Observation[8..].Sum(x => x * x));
            var before = trajectory.State();
            trajectory.Advance(1);
            var reward = trajectory.Last.Reward;
            trajectory.Restore(before, step);
            Assert.Equal(-distance, trajectory.Environment.Step([0, 0], trajectory.Observation).Reward, 1e-12);
            Assert.True(reward < -distance);
            trajectory.Restore(before, step);
            trajectory.Advance(1);
        }
    }

    [Fact]
    public void A_reachers_targets_fill_the_disc_and_rest()
    {
        using var reacher = new Reacher();
        var observation = new double[11];
        var radii = Enumerable.Range(0, 1000).Select(seed =>
        {
            reacher.Reset((ulong)seed, observation);
            return Math.Sqrt(observation[4] * observation[4] + observation[5] * observation[5]);
        }).ToArray();
        Assert.All(radii, radius => Assert.InRange(radius, 0, 0.2));
        Assert.Equal(2 / 3.0 * 0.2, radii.Average(), 0.005); // the mean radius of a uniform disc
        var target = observation[4..6];
        for (var step = 0; step < 50; step++)
        {
            reacher.Step([1, -1], observation);
            Assert.Equal(target, observation[4..6]);
        }
    }

    [Fact]
    public void An_inverted_pendulum_falls_when_left_alone_and_is_paid_for_the_last_step()
    {
        using var environment = EnvironmentRegistry.Make(InvertedPendulum.RegisteredId);
        var observation = new double[4];
        environment.Reset(2, observation);
        StepResult result;
        do
        {
            result = environment.Step([0], observation);
            Assert.Equal(1, result.Reward);
            Assert.Equal(Math.Abs(observation[1]) > 0.2, result.Terminated);
        }
        while (!result.Terminated && !result.Truncated);
        Assert.True(result.Terminated);
    }

    private static int Actions(string id)
    {
        using var environment = EnvironmentRegistry.Make(id);
        return environment.ActionSpace.Dimension;
    }

    private static (StepResult Result, double[] Observation) StepOnce(string id, double control)
    {
        using var environment = EnvironmentRegistry.Make(id);
        var observation = new double[environment.ObservationSpace.Dimension];
        environment.Reset(5, observation);
        return (environment.Step(Enumerable.Repeat(control, Actions(id)).ToArray(), observation), observation);
    }
}
