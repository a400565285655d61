using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Tests;

public class RecomputableRewardTests
{
    [Theory]
    [InlineData("Pendulum-v1")]
    [InlineData("MountainCarContinuous-v0")]
    [InlineData("InvertedPendulum-v4")]
    [InlineData("InvertedPendulum-v5")]
    [InlineData("Reacher-v4")]
    [InlineData("Reacher-v5")]
    [InlineData("AdroitHandPen-v1")]
    [InlineData("AdroitHandPenSparse-v1")]
    [InlineData("pen-binary-v0")]
    [InlineData("AdroitHandDoorSparse-v1")]
    [InlineData("door-binary-v0")]
    [InlineData("AdroitHandRelocateSparse-v1")]
    [InlineData("relocate-binary-v0")]
    [InlineData("PointMaze_UMaze-v3")]
    [InlineData("PointMaze_UMazeDense-v3")]
    [InlineData("AntMaze_MediumDense-v4")]
    public void A_reward_recomputed_from_what_was_observed_is_the_reward_that_was_paid(string id)
    {
        using var environment = EnvironmentRegistry.Spec(id).Create();
        var recomputable = Assert.IsAssignableFrom<IRecomputableReward>(environment);
        Assert.True(recomputable.IsRewardRecomputable);
        var box = Assert.IsType<Box>(environment.ActionSpace);
        var observation = new double[environment.ObservationSpace.Dimension];
        var successor = new double[observation.Length];
        var action = new double[box.Dimension];
        environment.Reset(7, observation);
        for (var step = 0u; step < 100; step++)
        {
            var random = new AddressedRandom(7, DrawPurpose.RandomAction, step, 0);
            for (var d = 0; d < action.Length; d++)
            {
                action[d] = random.NextUniform(1.2 * box.Low[d], 1.2 * box.High[d]);
            }

            var paid = environment.Step(action, successor).Reward;
            Assert.Equal(paid, recomputable.RewardOf(observation, action, successor), 1e-9);
            successor.CopyTo(observation, 0);
        }
    }

    [Theory]
    [InlineData("AdroitHandDoor-v1")]
    [InlineData("AdroitHandRelocate-v1")]
    [InlineData("antmaze-umaze-v2")]
    public void A_reward_of_what_is_not_observed_is_not_recomputed(string id)
    {
        using var environment = EnvironmentRegistry.Spec(id).Create();
        Assert.False(Assert.IsAssignableFrom<IRecomputableReward>(environment).IsRewardRecomputable);
    }
}
