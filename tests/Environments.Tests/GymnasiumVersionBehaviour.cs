using System.Runtime.InteropServices;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests;

/// <summary>What Gymnasium's v5 of a task changes, and that it changes nothing else: both versions take the same random steps.</summary>
public class GymnasiumVersionBehaviour
{
    private const int AntState = 27;
    private const int PerBody = 6;

    /// <summary>Episodes until they end. The walker is not here: its feet grip otherwise.</summary>
    [Theory]
    [InlineData("HalfCheetah", 0, 1, 17)]
    [InlineData("Hopper", 1, 40, 11)]
    [InlineData("InvertedPendulum", 1, 40, 4)]
    public void Version_five_is_version_four_to_the_bit_but_for_the_point_of_the_last_step(string name, int ofLastStep, int episodes, int observed)
    {
        var ends = 0;
        ForEachStep(name, episodes, (four, five) =>
        {
            Assert.Equal(observed, five.Observation.Length);
            Assert.Equal(four.Observation, five.Observation);
            Assert.Equal(four.State(), five.State());
            Assert.Equal(four.Last.Terminated, five.Last.Terminated);
            ends += five.Last.Terminated ? 1 : 0;
            Assert.Equal(five.Last.Terminated ? ofLastStep : 0, four.Last.Reward - five.Last.Reward, 1e-12);
        });
        Assert.Equal(ofLastStep * episodes, ends);
    }

    [Fact]
    public void A_walker_of_version_five_is_not_paid_for_the_step_that_falls()
    {
        using var walker = new Trajectory("Walker2d-v5", 1);
        for (ulong episode = 0; episode < 10; episode++)
        {
            walker.Restart(episode);
            var (reward, speed) = (0.0, 0.0);
            while (walker.TryStep(1000))
            {
                // The engine's own velocity at the step's end is near enough to the step's mean to tell a point from none.
                speed = walker.Observation[8];
                reward = walker.Last.Reward;
                if (!walker.Last.Terminated)
                {
                    Assert.InRange(reward - speed, 0.5, 1.5);
                }
            }

            Assert.True(walker.Last.Terminated);
            Assert.InRange(reward - speed, -0.5, 0.5);
        }
    }

    /// <summary>Both versions start alike and fly alike; from the first touch of the ground on they part.</summary>
    [Fact]
    public void A_walker_of_version_five_grips_with_both_feet()
    {
        var (alike, apart) = (0, 0);
        ForEachStep("Walker2d", 5, (four, five) =>
        {
            if (four.Observation.SequenceEqual(five.Observation))
            {
                alike++;
            }
            else
            {
                apart++;
            }
        });
        Assert.True(alike > 0 && apart > 0, $"{alike} steps alike, {apart} apart");
    }

    [Fact]
    public void An_ant_of_version_five_observes_the_contact_forces_on_its_bodies_and_pays_for_them()
    {
        var (clipped, ends) = (0, 0);
        ForEachStep("Ant", 10, (four, five) =>
        {
            Assert.Equal(105, five.Observation.Length);
            Assert.Equal(four.Observation, five.Observation[..AntState]);
            var raw = ContactForces(five);
            Assert.All(raw[..PerBody], force => Assert.Equal(0, force)); // on the world
            Assert.Equal(raw[PerBody..].Select(force => Math.Clamp(force, -1, 1)), five.Observation[AntState..]);
            clipped += raw.Count(force => Math.Abs(force) > 1);
            var cost = 5e-4 * five.Observation[AntState..].Sum(force => force * force);
            Assert.Equal(four.Last.Terminated, five.Last.Terminated);
            ends += five.Last.Terminated ? 1 : 0;
            Assert.Equal(cost + (five.Last.Terminated ? 1 : 0), four.Last.Reward - five.Last.Reward, 1e-9);
        });
        Assert.True(clipped > 0, "no contact force was beyond 1");
        Assert.InRange(ends, 1, 10);
    }

    /// <summary>Gymnasium computes contact forces with steps alone, so that the first observation has none, and none of the last episode's.</summary>
    [Fact]
    public void An_ant_of_version_five_starts_with_contact_forces_of_zero()
    {
        using var ant = new Trajectory("Ant-v5", 3);
        for (var episode = 0; episode < 3; episode++)
        {
            Assert.All(ant.Observation[AntState..], force => Assert.Equal(0, force));
            while (ant.Observation[AntState..].All(force => force == 0))
            {
                Assert.True(ant.TryStep(100), "the ant touched nothing");
            }

            ant.Restart(3);
        }
    }

    [Fact]
    public void A_reacher_of_version_five_pays_for_the_distance_after_the_step_and_observes_it_in_the_plane()
    {
        ForEachStep("Reacher", 3, (four, five) =>
        {
            Assert.Equal(10, five.Observation.Length);
            Assert.Equal(four.Observation[..10], five.Observation);
            Assert.Equal(0, four.Observation[10], 1e-15);
        });
        using var reacher = new Trajectory("Reacher-v5", 4);
        for (var step = 0; step < 50; step++)
        {
            var result = reacher.Environment.Step([0, 0], reacher.Observation);
            Assert.Equal(-Math.Sqrt(reacher.Observation[8..].Sum(x => x * x)), result.Reward, 1e-12);
        }
    }

    [Fact]
    public void An_id_names_the_version_and_no_other_version_can_be_made()
    {
        using var four = new Ant();
        using var five = new Ant(GymnasiumVersion.V5);
        Assert.Equal(("Ant-v4", "Ant-v5"), (four.Id, five.Id));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ant((GymnasiumVersion)3));
    }

    private static void ForEachStep(string name, int episodes, Action<Trajectory, Trajectory> check)
    {
        using var four = new Trajectory(name + "-v4", 0);
        using var five = new Trajectory(name + "-v5", 0);
        for (var episode = 0; episode < episodes; episode++)
        {
            four.Restart((ulong)episode);
            five.Restart((ulong)episode);
            while (four.TryStep(300) & five.TryStep(300))
            {
                check(four, five);
            }
        }
    }

    /// <summary>The engine's forces, unclipped: the last of the simulation's state, behind which lies the time limit's.</summary>
    private static double[] ContactForces(Trajectory trajectory)
    {
        using var bare = EnvironmentRegistry.Spec(trajectory.Environment.Id).Create();
        var state = trajectory.State().AsSpan(0, bare.StateSize);
        return MemoryMarshal.Cast<byte, double>(state)[^(14 * PerBody)..].ToArray();
    }
}
