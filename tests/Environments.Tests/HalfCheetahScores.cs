using AwacAkka.Environments;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;
using Environments.Tests.Reference;

namespace Environments.Tests;

public class HalfCheetahScores
{
    private const int EpisodeLength = 1000;

    /// <summary>The policy's published return under this engine version is about 12,150 (rl-trained-agents).</summary>
    [Fact]
    public void A_published_expert_runs_as_fast_as_in_the_reference()
    {
        var policy = new TanhPolicy(new NumpyArchive(SharedData.PathOrSkip("sb3_tqc_HalfCheetah.npz")));
        using var environment = new HalfCheetah();
        var returns = Enumerable.Range(0, 5).Select(seed => Return(environment, (ulong)seed, (_, observation) => policy.Mean(observation)));
        Assert.InRange(returns.Average(), 11_500, 12_800);
    }

    /// <summary>The reference's mean is about -290 with a spread of about 80 between episodes: four standard errors either side.</summary>
    [Fact]
    public void Random_actions_earn_what_they_earn_in_the_reference()
    {
        const int episodes = 60;
        using var environment = new HalfCheetah();
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
        Assert.InRange(returns.Average(), -332, -248);
    }

    private static double Return(HalfCheetah environment, ulong seed, Func<int, double[], double[]> policy)
    {
        var observation = new double[environment.ObservationSpace.Dimension];
        environment.Reset(seed, observation);
        var total = 0.0;
        for (var step = 0; step < EpisodeLength; step++)
        {
            total += environment.Step(policy(step, observation), observation).Reward;
        }

        return total;
    }
}
