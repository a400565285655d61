using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Tests.Reference;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Tests.Adroit;

/// <summary>Returns and successes of whole episodes against those measured on the reference's models in the same engine.</summary>
[Trait("Category", "Long")]
public class AdroitScores
{
    /// <summary>The mean action of DAPG's pen policy succeeds in 80 % of episodes there and returns 3,359; episodes spread by 1,800.</summary>
    [Fact]
    public void A_published_expert_turns_the_pen() => AssertExpertTurnsThePen(episodes: 40, tolerance: 1200);

    [Fact]
    [Trait("Category", "Slow")]
    public void A_published_expert_turns_the_pen_in_many_episodes() => AssertExpertTurnsThePen(episodes: 400, tolerance: 360);

    /// <summary>DAPG's door policy succeeds always there and returns 3,006; episodes spread by 30.</summary>
    [Fact]
    public void A_published_expert_opens_the_door() => AssertExpertOpensTheDoor(episodes: 10);

    [Fact]
    [Trait("Category", "Slow")]
    public void A_published_expert_opens_the_door_in_many_episodes() => AssertExpertOpensTheDoor(episodes: 100);

    /// <summary>
    /// References over ten episodes or few more, so their own error is the larger: single episodes spread by 0.7, 5 and 3.5.
    /// </summary>
    [Theory]
    [InlineData("AdroitHandDoor-v1", -56.3, 0.8)]
    [InlineData("AdroitHandHammer-v1", -275.3, 4)]
    [InlineData("AdroitHandRelocate-v1", -4.7, 3)]
    public void Random_actions_earn_what_they_earn_in_the_reference(string id, double mean, double tolerance)
    {
        using var environment = EnvironmentRegistry.Make(id);
        var returns = Enumerable.Range(0, 25).Select(seed => Run(environment, (ulong)seed, RandomActions(environment, (ulong)seed)).Return);
        Assert.InRange(returns.Average(), mean - tolerance, mean + tolerance);
    }

    /// <summary>D4RL's score of zero is at 96.26. Single episodes spread by 450, and the tolerance is four standard errors.</summary>
    [Fact]
    public void Random_actions_turn_the_pen_now_and_then_until_they_drop_it()
    {
        using var environment = EnvironmentRegistry.Make("pen-v0");
        var returns = Enumerable.Range(0, 200).Select(seed => Run(environment, (ulong)seed, RandomActions(environment, (ulong)seed)).Return);
        Assert.InRange(returns.Average(), -34, 226);
    }

    private static void AssertExpertTurnsThePen(int episodes, double tolerance)
    {
        var (successes, mean) = Expert("pen-v0", "dapg_pen.npz", episodes);
        Assert.InRange(successes, 0.75, 0.9);
        Assert.InRange(mean, 3359 - tolerance, 3359 + tolerance);
    }

    private static void AssertExpertOpensTheDoor(int episodes)
    {
        var (successes, mean) = Expert("AdroitHandDoor-v1", "dapg_door.npz", episodes);
        Assert.Equal(1, successes);
        Assert.InRange(mean, 2960, 3050);
    }

    private static (double Successes, double MeanReturn) Expert(string id, string file, int episodes)
    {
        var policy = new DapgPolicy(new NumpyArchive(SharedData.PathOrSkip(file)));
        using var environment = EnvironmentRegistry.Make(id);
        var runs = Enumerable.Range(0, episodes)
            .Select(seed => Run(environment, (ulong)seed, (_, observation) => policy.Mean(observation))).ToArray();
        var enough = EnvironmentRegistry.Spec(id).SuccessfulSteps!.Value;
        return (runs.Average(run => run.SuccessfulSteps > enough ? 1.0 : 0), runs.Average(run => run.Return));
    }

    private static Func<int, double[], double[]> RandomActions(IEnvironment environment, ulong seed)
    {
        var action = new double[environment.ActionSpace.Dimension];
        return (step, _) =>
        {
            var random = new AddressedRandom(seed, DrawPurpose.RandomAction, (uint)step);
            foreach (ref var control in action.AsSpan())
            {
                control = random.NextUniform(-1, 1);
            }

            return action;
        };
    }

    private static (double Return, int SuccessfulSteps) Run(
        IEnvironment environment, ulong seed, Func<int, double[], double[]> policy)
    {
        var observation = new double[environment.ObservationSpace.Dimension];
        environment.Reset(seed, observation);
        var (total, successful) = (0.0, 0);
        var ended = false;
        for (var step = 0; !ended; step++)
        {
            var result = environment.Step(policy(step, observation), observation);
            total += result.Reward;
            successful += result.Success == true ? 1 : 0;
            ended = result.Terminated || result.Truncated;
        }

        return (total, successful);
    }
}
