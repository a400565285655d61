using AwacAkka.Environments.Adroit;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests.Adroit;

public class AdroitBehaviour
{
    /// <summary>What the reset draws, seen in the first observation: element, then the ends of its range.</summary>
    [Theory]
    [InlineData("AdroitHandDoor-v1", 32, -0.3 + 0.29, -0.2 + 0.29)] // the handle, from the frame
    [InlineData("AdroitHandDoor-v1", 33, 0.25 - 0.15, 0.35 - 0.15)]
    [InlineData("AdroitHandDoor-v1", 34, 0.252 - 0.025, 0.35 - 0.025)]
    [InlineData("AdroitHandRelocate-v1", 36, -0.15 - 0.2, 0.15 + 0.2)] // ball from target
    [InlineData("AdroitHandRelocate-v1", 37, -0.15 - 0.2, 0.3 + 0.2)]
    [InlineData("AdroitHandRelocate-v1", 38, 0.035 - 0.35, 0.035 - 0.15)]
    public void Placements_spread_over_their_ranges(string id, int element, double low, double high)
    {
        var values = Starts(id).Select(observation => observation[element]).ToArray();
        Assert.All(values, value => Assert.InRange(value, low - 1e-12, high + 1e-12));
        Assert.InRange(values.Max() - values.Min(), 0.85 * (high - low), high - low);
        Assert.Equal((low + high) / 2, values.Average(), 0.1 * (high - low));
    }

    /// <summary>Only the height is drawn; the nail's head stands out by its site's 0.101 m along the board's slanted axis.</summary>
    [Fact]
    public void The_board_moves_up_and_down_alone()
    {
        var heads = Starts("AdroitHandHammer-v1").Select(observation => observation[42..45]).ToArray();
        Assert.Single(heads.Select(head => (head[0], head[1])).Distinct());
        var heights = heads.Select(head => head[2]).ToArray();
        Assert.InRange(heights.Max() - heights.Min(), 0.14, 0.15);
    }

    [Fact]
    public void The_pens_target_tilts_by_up_to_a_radian_about_two_axes()
    {
        var axes = Starts("AdroitHandPen-v1").Select(observation => observation[36..39]).ToArray();
        Assert.All(axes, axis => Assert.Equal(1, axis.Sum(value => value * value), 1e-12));
        var aboutX = axes.Select(axis => Math.Atan2(-axis[1], axis[2])).ToArray();
        var aboutY = axes.Select(axis => Math.Asin(axis[0])).ToArray();
        foreach (var angles in new[] { aboutX, aboutY })
        {
            Assert.All(angles, angle => Assert.InRange(angle, -1, 1));
            Assert.InRange(angles.Max(), 0.9, 1);
            Assert.InRange(angles.Min(), -1, -0.9);
        }
    }

    /// <summary>The third joint turns the forearm about its own axis, where no weight pulls: commanded 0.2, it settles at 0.5.</summary>
    [Fact]
    public void Arm_servos_settle_at_two_and_a_half_times_their_command()
    {
        using var environment = EnvironmentRegistry.Make("AdroitHandDoor-v1");
        var observation = new double[39];
        environment.Reset(1, observation);
        var action = new double[28];
        action[3] = -0.2; // of the range -1 to 2
        for (var step = 0; step < 200; step++)
        {
            environment.Step(action, observation);
        }

        Assert.Equal(0.5, observation[2], 0.02);
    }

    [Theory]
    [InlineData("AdroitHandPen-v1")]
    [InlineData("AdroitHandRelocate-v1")]
    public void Actions_beyond_the_box_are_those_at_its_edge(string id)
    {
        using var inside = EnvironmentRegistry.Make(id);
        using var beyond = EnvironmentRegistry.Make(id);
        var (one, other) = (new double[inside.ObservationSpace.Dimension], new double[inside.ObservationSpace.Dimension]);
        inside.Reset(2, one);
        beyond.Reset(2, other);
        var action = Enumerable.Range(0, inside.ActionSpace.Dimension).Select(i => i % 2 == 0 ? 1.0 : -1.0).ToArray();
        for (var step = 0; step < 5; step++)
        {
            Assert.Equal(inside.Step(action, one), beyond.Step(Array.ConvertAll(action, value => 7 * value), other));
            Assert.Equal(one, other);
        }
    }

    /// <summary>
    /// The board is put so that the nail's head reaches into the hammer's: they collide, and the sensor feels it. Elsewhere it feels nothing.
    /// </summary>
    [Fact]
    public void The_nail_feels_the_hammer()
    {
        using var environment = new AdroitHammer("hammer", AdroitReward.Dense);
        var observation = new double[46];
        double[] board = [0.05, 0, 0.2];
        environment.ResetTo(new double[33], new double[33], board, observation);
        environment.Step(new double[26], observation);
        Assert.Equal(0, observation[45]);

        double[] hammerHead = [-0.24, -0.2, 0.035];
        var under = board.Zip(hammerHead, observation[42..45]).Select(axis => axis.First + axis.Second - axis.Third).ToArray();
        environment.ResetTo(new double[33], new double[33], under, observation);
        environment.Step(new double[26], observation);
        Assert.InRange(observation[45], 0.001, 1);
    }

    [Fact]
    public void A_start_of_the_wrong_size_is_refused()
    {
        using var environment = new AdroitDoor("door", AdroitReward.Dense);
        var observation = new double[39];
        Assert.Throws<ArgumentException>(() => environment.ResetTo(new double[29], new double[30], new double[3], observation));
        Assert.Throws<ArgumentException>(() => environment.ResetTo(new double[30], new double[31], new double[3], observation));
        var exception = Assert.Throws<ArgumentException>(() => environment.ResetTo(new double[30], new double[30], new double[4], observation));
        Assert.Contains("3 numbers of placement", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => environment.ResetTo(new double[30], new double[30], new double[3], new double[40]));
        Assert.Throws<InvalidOperationException>(() => environment.Step(new double[28], observation));
    }

    private static IEnumerable<double[]> Starts(string id)
    {
        using var environment = EnvironmentRegistry.Make(id);
        for (var seed = 0UL; seed < 200; seed++)
        {
            var observation = new double[environment.ObservationSpace.Dimension];
            environment.Reset(seed, observation);
            yield return observation;
        }
    }
}
