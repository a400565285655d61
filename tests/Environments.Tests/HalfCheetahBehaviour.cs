using AwacAkka.Environments.MuJoCo;

namespace AwacAkka.Environments.Tests;

public class HalfCheetahBehaviour
{
    private const string Id = HalfCheetah.RegisteredId;

    [Fact]
    public void Starts_spread_uniformly_in_position_and_normally_in_velocity()
    {
        using var environment = new HalfCheetah();
        var starts = Enumerable.Range(0, 500).Select(seed =>
        {
            var observation = new double[17];
            environment.Reset((ulong)seed, observation);
            return observation;
        }).ToArray();
        var positions = starts.SelectMany(start => start[..8]).ToArray();
        var velocities = starts.SelectMany(start => start[8..]).ToArray();
        Assert.All(positions, position => Assert.InRange(position, -0.1, 0.1));
        Assert.Equal(0.1 * 0.1 / 3, positions.Average(position => position * position), 0.0002);
        Assert.Equal(0, velocities.Average(), 0.006);
        Assert.Equal(0.1 * 0.1, velocities.Average(velocity => velocity * velocity), 0.0006);
        Assert.Contains(velocities, velocity => Math.Abs(velocity) > 0.25);
    }

    [Fact]
    public void An_idle_body_earns_its_forward_speed_alone()
    {
        using var environment = new HalfCheetah();
        var observation = new double[17];
        environment.Reset(3, observation);
        var distance = 0.0;
        for (var step = 0; step < 200; step++)
        {
            distance += environment.Step(new double[6], observation).Reward * 0.05;
        }

        // It falls, settles and stands: less than a body's length from where it began, and at rest.
        Assert.InRange(distance, -1, 1);
        Assert.All(observation[8..], velocity => Assert.InRange(velocity, -0.05, 0.05));
    }

    [Fact]
    public void Instances_on_many_threads_share_the_model_and_keep_their_bits()
    {
        static byte[] Run(int seed)
        {
            using var trajectory = new Trajectory(Id, (ulong)seed);
            trajectory.Advance(steps: 200);
            return trajectory.Fingerprint();
        }

        var seeds = Enumerable.Range(0, 16).ToArray();
        var parallel = new byte[seeds.Length][];
        Parallel.For(0, seeds.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => parallel[i] = Run(seeds[i]));
        Assert.Equal(seeds.Select(Run), parallel);
    }
}
