using AwacAkka.Environments.Adroit;
using AwacAkka.Environments.Tests.Reference;

namespace AwacAkka.Environments.Tests.Adroit;

/// <summary>Recorded actions, applied without looking, lead through the recorded observations and rewards.</summary>
[Trait("Category", "Long")]
public class AdroitReplays
{
    // From the door's frame to its handle while both are closed.
    private static readonly double[] FrameToHandle = [0.29, -0.15, -0.025];

    /// <summary>
    /// Roll-outs recorded in the same engine from the reference's model, stored as singles. Through 7,500 steps, most of them in contact,
    /// nothing parts by more than that rounding grows to, 0.00004; so no number of the two models can be off.
    /// </summary>
    [Theory]
    [InlineData("pen")]
    [InlineData("door")]
    public void Roll_outs_of_the_reference_are_met_at_every_step(string task)
    {
        using var environment = Make(task);
        var observation = new double[environment.ObservationSpace.Dimension];
        var recorded = new RecordedEpisodes(
            new NumpyArchive(SharedData.PathOrSkip($"{task}_dapg_policy.npz")), observation.Length, environment.ActionSpace.Dimension);
        foreach (var episode in recorded.Episodes)
        {
            environment.ResetTo(new double[30], new double[30], PlacementSeenIn(recorded.Observation(episode[0]), task), observation);
            AssertClose(recorded.Observation(episode[0]), observation, 1e-6);
            foreach (var row in episode)
            {
                var result = environment.Step(recorded.Action(row), observation);
                AssertClose(recorded.NextObservation(row), observation, 2e-4);
                Assert.Equal(recorded.Reward(row), result.Reward, 2e-5);
            }
        }
    }

    /// <summary>Recorded by hand in another engine version: contacts go their own ways, most returns do not.</summary>
    [Fact]
    public void Human_door_demonstrations_earn_what_they_earned()
    {
        var archive = new NumpyArchive(SharedData.PathOrSkip("door_human.npz"));
        var recorded = new RecordedEpisodes(archive, observationSize: 39, actionSize: 28);
        var (positions, velocities, frames) = (archive.Read("init_qpos"), archive.Read("init_qvel"), archive.Read("init_door_body_pos"));
        using var environment = Make("door");
        var observation = new double[39];
        var met = 0;
        for (var i = 0; i < recorded.Episodes.Count; i++)
        {
            environment.ResetTo(positions.AsSpan(30 * i, 30), velocities.AsSpan(30 * i, 30), frames.AsSpan(3 * i, 3), observation);
            var earned = recorded.Episodes[i].Sum(row => environment.Step(recorded.Action(row), observation).Reward);
            var expected = recorded.Episodes[i].Sum(recorded.Reward);
            met += Math.Abs(earned - expected) <= 0.1 * Math.Abs(expected) ? 1 : 0;
        }

        Assert.Equal(25, recorded.Episodes.Count);
        Assert.InRange(met, 20, 25);
    }

    private static AdroitEnvironment Make(string task) =>
        task == "pen" ? new AdroitPen("pen", AdroitReward.Dense) : new AdroitDoor("door", AdroitReward.Dense);

    /// <summary>Where the first observation says that the objects were put.</summary>
    private static double[] PlacementSeenIn(double[] observation, string task)
    {
        if (task == "door")
        {
            return [.. observation[32..35].Zip(FrameToHandle, (handle, offset) => handle - offset)];
        }

        // The target's axis is (sin y, -sin x cos y, cos x cos y).
        var axis = observation[36..39];
        var quaternion = new double[4];
        Euler.ToQuaternion(new Point(Math.Atan2(-axis[1], axis[2]), Math.Asin(axis[0]), 0), quaternion);
        return quaternion;
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"element {i}: {actual[i]} instead of {expected[i]}");
        }
    }
}
