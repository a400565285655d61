using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Tests.Reference;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Tests;

/// <summary>Returns of whole episodes against those measured where the environments were defined.</summary>
[Trait("Category", "Long")]
public class ScoreTests
{
    /// <summary>The policy's published return under this engine version is about 12,150 (rl-trained-agents).</summary>
    [Fact]
    public void A_published_expert_runs_as_fast_as_in_the_reference()
    {
        var policy = new TanhPolicy(new NumpyArchive(SharedData.PathOrSkip("sb3_tqc_HalfCheetah.npz")));
        using var environment = EnvironmentRegistry.Make("HalfCheetah-v4");
        var returns = Enumerable.Range(0, 5).Select(seed => Return(environment, (ulong)seed, (_, observation) => policy.Mean(observation)));
        Assert.InRange(returns.Average(), 11_500, 12_800);
    }

    /// <summary>
    /// Each tolerance is four standard errors of the mean over the episodes; single episodes spread by 80, 17, 6 and 110.
    /// </summary>
    [Theory]
    [InlineData("HalfCheetah-v4", 60, -290, 42)]
    [InlineData("Hopper-v4", 1500, 18.7, 1.8)]
    [InlineData("Walker2d-v4", 1500, 2.9, 0.65)]
    [InlineData("Ant-v4", 60, -54, 57)]
    public void Random_actions_earn_what_they_earn_in_the_reference(string id, int episodes, double mean, double tolerance)
    {
        using var environment = EnvironmentRegistry.Make(id);
        var action = new double[environment.ActionSpace.Dimension];
        var returns = Enumerable.Range(0, episodes).Select(seed => Return(environment, (ulong)seed, (step, _) =>
        {
            var random = new AddressedRandom((ulong)seed, DrawPurpose.RandomAction, (uint)step);
            foreach (ref var control in action.AsSpan())
            {
                control = random.NextUniform(-1, 1);
            }

            return action;
        })).ToArray();
        Assert.InRange(returns.Average(), mean - tolerance, mean + tolerance);
    }

    private static double Return(IEnvironment environment, ulong seed, Func<int, double[], double[]> policy)
    {
        var observation = new double[environment.ObservationSpace.Dimension];
        environment.Reset(seed, observation);
        var (total, step) = (0.0, 0);
        StepResult result;
        do
        {
            result = environment.Step(policy(step++, observation), observation);
            total += result.Reward;
        }
        while (!result.Terminated && !result.Truncated);
        return total;
    }
}
