using System.Runtime.InteropServices;
using AwacAkka.Environments.Adroit;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests.Adroit;

/// <summary>The rewards in states that are set by hand, computed again from the observation and the engine's velocities.</summary>
public class AdroitRewards
{
    private const double Rounding = 1e-9;

    // Unturned, tilted past the inner and past the outer threshold of the alignment, and dropped.
    [Theory]
    [InlineData(0, 0.25, 60, true)]
    [InlineData(0.38, 0.25, 10, false)]
    [InlineData(0.6, 0.25, 0, false)]
    [InlineData(0, 0.06, -5, false)]
    public void Rewards_of_the_pen(double tilt, double height, double bonus, bool success)
    {
        var orientation = new double[4];
        Euler.ToQuaternion(new Point(0, 1.57 + tilt, 0), orientation);
        var positions = new double[30];
        positions[24] = 0.25 - height; // the pen lies, so its x axis points down
        AssertRewards(reward => new AdroitPen("pen", reward), positions, orientation, success, (o, _) =>
            -Norm(o[39..42]) + o[33..36].Zip(o[36..39], (pen, target) => pen * target).Sum() + bonus);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0.3, 2, false)]
    [InlineData(1.1, 10, false)]
    [InlineData(1.4, 20, true)]
    public void Rewards_of_the_door(double hinge, double bonus, bool success)
    {
        var positions = new double[30];
        positions[28] = hinge;
        AssertRewards(reward => new AdroitDoor("door", reward), positions, [-0.25, 0.3, 0.3], success, (o, speed) =>
            -0.1 * Norm(o[35..38]) - 0.1 * (o[28] - 1.57) * (o[28] - 1.57) - 1e-5 * speed * speed + bonus);
    }

    /// <summary>The head's place follows from the hammer's and its Euler angles, which so are tested, too.</summary>
    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0.075, 0, 25, false)]
    [InlineData(0.085, 0, 100, true)]
    [InlineData(0, 0.2, 2, false)]
    public void Rewards_of_the_hammer(double nail, double lift, double bonus, bool success)
    {
        var positions = new double[33];
        positions[26] = nail;
        positions[28] = lift; // the hammer's frame lies on its side: its y axis points up
        (positions[30], positions[31]) = (0.3, -0.2);
        var goal = NailDrivenIn();
        AssertRewards(reward => new AdroitHammer("hammer", reward), positions, [0.05, 0, 0.2], success, (o, speed) =>
        {
            var head = o[36..39].Zip(Turn(o[39..42], [-0.2, 0, -0.04]), (place, arm) => place + arm);
            return -0.1 * Distance(o[33..36], o[36..39]) - Distance(head, o[42..45]) - 10 * Distance(o[42..45], goal) - 0.01 * speed + bonus;
        });
    }

    [Theory]
    [InlineData(0, 0.25, 0, false)]
    [InlineData(0, 0.11, 10, true)]
    [InlineData(0, 0.06, 30, true)]
    [InlineData(0.165, 0.4, 1, false)]
    [InlineData(0.165, 0.2, 31, true)]
    public void Rewards_of_the_ball(double lift, double targetHeight, double bonus, bool success)
    {
        var positions = new double[36];
        positions[32] = lift;
        AssertRewards(reward => new AdroitRelocate("relocate", reward), positions, [0, 0, 0.035, 0, 0, targetHeight], success, (o, _) =>
            -0.1 * Norm(o[30..33]) + (lift > 0 ? -0.5 * Norm(o[33..36]) - 0.5 * Norm(o[36..39]) : 0) + bonus);
    }

    [Theory]
    [InlineData("pen-binary-v0", 100, 20)]
    [InlineData("door-binary-v0", 200, 25)]
    [InlineData("relocate-binary-v0", 200, 25)]
    [InlineData("AdroitHandPenSparse-v1", 200, 20)]
    [InlineData("AdroitHandDoorSparse-v1", 200, 25)]
    [InlineData("AdroitHandHammerSparse-v1", 200, 25)]
    [InlineData("AdroitHandRelocateSparse-v1", 200, 25)]
    public void Success_is_told_through_the_time_limit(string id, int limit, int successfulSteps)
    {
        Assert.Equal(limit, EnvironmentRegistry.Spec(id).TimeLimit);
        Assert.Equal(successfulSteps, EnvironmentRegistry.Spec(id).SuccessfulSteps);
        Assert.Null(EnvironmentRegistry.Spec(id).Reference);
        using var trajectory = new Trajectory(id, 3);
        while (trajectory.TryStep(limit))
        {
            Assert.NotNull(trajectory.Last.Success);
            var (won, lost) = id.EndsWith("binary-v0", StringComparison.Ordinal) ? (0, -1) : (10, -0.1);
            Assert.Equal(trajectory.Last.Success.Value ? won : lost, trajectory.Last.Reward);
        }

        Assert.Equal(limit, trajectory.StepsTaken);
        Assert.False(trajectory.Last.Terminated);
    }

    /// <summary>Where the head of the nail is when it meets the goal.</summary>
    private static double[] NailDrivenIn()
    {
        using var environment = new AdroitHammer("hammer", AdroitReward.Dense);
        var observation = new double[46];
        var positions = new double[33];
        positions[26] = 0.101 - 0.01;
        environment.ResetTo(positions, new double[33], [0.05, 0, 0.2], observation);
        return observation[42..45];
    }

    /// <summary>One step from a state at rest, under each reward.</summary>
    private static void AssertRewards(
        Func<AdroitReward, AdroitEnvironment> make, double[] positions, double[] placement, bool success, Func<double[], double, double> dense)
    {
        foreach (var reward in Enum.GetValues<AdroitReward>())
        {
            using var environment = make(reward);
            var observation = new double[environment.ObservationSpace.Dimension];
            var velocities = new double[positions.Length];
            environment.ResetTo(positions, velocities, placement, observation);
            var result = environment.Step(new double[environment.ActionSpace.Dimension], observation);
            Assert.Equal(success, result.Success);
            var expected = reward switch
            {
                AdroitReward.Dense => dense(observation, Norm(Velocities(environment, positions.Length))),
                AdroitReward.Sparse => success ? 10 : -0.1,
                _ => success ? 0 : -1,
            };
            Assert.Equal(expected, result.Reward, Rounding);
        }
    }

    /// <summary>A saved state begins with the time, the positions and the velocities.</summary>
    private static double[] Velocities(AdroitEnvironment environment, int count)
    {
        var state = new byte[environment.StateSize];
        environment.SaveState(state);
        return MemoryMarshal.Cast<byte, double>(state).Slice(1 + count, count).ToArray();
    }

    private static double Norm(IEnumerable<double> vector) => Math.Sqrt(vector.Sum(value => value * value));

    private static double Distance(IEnumerable<double> a, IEnumerable<double> b) => Norm(a.Zip(b, (x, y) => x - y));

    /// <summary>Turns a vector about z, then y, then x, which is what Rx Ry Rz does.</summary>
    private static double[] Turn(double[] angles, double[] vector)
    {
        var turned = vector.ToArray();
        for (var axis = 2; axis >= 0; axis--)
        {
            var (sine, cosine) = Math.SinCos(angles[axis]);
            var (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
            (turned[i], turned[j]) = (cosine * turned[i] - sine * turned[j], sine * turned[i] + cosine * turned[j]);
        }

        return turned;
    }
}
