using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Reinforce;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Tests;

/// <summary>
/// The variance of REINFORCE's gradient that a baseline saves, where a large reward is rare: a walk of 20 steps on a line pays 100 at its end, which few
/// walks reach. <c>-showLiveOutput</c> prints the figures.
/// </summary>
[Trait("Category", "Long")]
public sealed class BaselineVarianceTests
{
    private const int RoundSteps = 400;
    private const int EpisodeSteps = 20;
    private const int Rounds = 300;
    private const int FittingRounds = 100;
    private const float LargeReward = 100;

    private static readonly Dimensions Dimensions = new(2, 1);

    [Fact]
    public void A_baseline_leaves_the_mean_of_the_gradient_and_saves_a_part_of_its_variance()
    {
        // A policy that does not move, so that all rounds are of one policy.
        var config = new ReinforceConfig
        {
            PolicyHidden = [16],
            CriticHidden = [32, 32],
            PolicyLearningRate = 1e-12f,
            CriticLearningRate = 3e-3f,
        };
        var plain = config with { Baseline = false };
        using var with = new TorchReinforce(config, Context(config));
        using var without = new TorchReinforce(plain, Context(plain));
        for (uint round = 0; round < FittingRounds; round++)
        {
            Update(with, config, round);
        }

        var (fitted, start) = (with.Capture(), without.Capture());
        var (baseline, none) = (new Moments(), new Moments());
        double paid = 0;
        for (var round = (uint)FittingRounds; round < FittingRounds + Rounds; round++)
        {
            with.Restore(fitted);
            paid += Update(with, config, round);
            baseline.Add(Gradient(with.Capture(), fitted));
            without.Restore(start);
            Update(without, plain, round);
            none.Add(Gradient(without.Capture(), start));
        }

        var saved = 1 - baseline.Variance / none.Variance;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{paid / Rounds / (RoundSteps / EpisodeSteps):P1} of the walks are paid; variance of the gradient without a baseline {none.Variance:g4}, with {baseline.Variance:g4}: "
            + $"{saved:P0} saved; the means differ by {baseline.DistanceOfMean(none):g2}, their standard error is {Math.Sqrt((baseline.Variance + none.Variance) / Rounds):g2}");
        Assert.InRange(paid, 1, 0.1 * Rounds * RoundSteps / EpisodeSteps); // rare
        Assert.InRange(saved, 0.2, 1);
        Assert.True(baseline.DistanceOfMean(none) < 2 * Math.Sqrt((baseline.Variance + none.Variance) / Rounds));
    }

    private static LearnerContext Context(ReinforceConfig config) =>
        new(Dimensions, InitialState.Create(config, Dimensions, seed: 1), new LearnerExecution(Threads: 1));

    /// <summary>Adam's first moment starts from the restored one, which a tenth of the gradient is added to.</summary>
    private static double[] Gradient(TrainingState after, TrainingState before) =>
    [
        .. after.Tensors.Where(t => t.Key.StartsWith("adam.m.policy.", StringComparison.Ordinal)).OrderBy(t => t.Key, StringComparer.Ordinal)
            .SelectMany(t => t.Value.Data.Zip(before.Tensors[t.Key].Data, (m, old) => 10.0 * (m - 0.9 * old))),
    ];

    /// <summary>One update on a round of walks; how many were paid.</summary>
    private static int Update(TorchReinforce learner, ReinforceConfig config, uint round)
    {
        var plan = AlgorithmRegistry.BatchesOf(config);
        var (batch, noise) = (plan.NewBatch(RoundSteps, Dimensions), new UpdateNoise(RoundSteps, Dimensions.Action, plan));
        batch.Fresh = RoundSteps;
        foreach (var draw in noise.Draws)
        {
            new AddressedRandom(1, draw.Purpose, round).FillUniform(noise[draw], -1, 1);
        }

        var policy = new PolicyNetwork(TrainedPolicy.Of(config, learner.Capture()));
        var normals = new float[RoundSteps];
        var starts = new float[RoundSteps];
        new AddressedRandom(1, DrawPurpose.Explore, round).FillNormal(normals);
        new AddressedRandom(1, DrawPurpose.Reset, round).FillUniform(starts, -1, 0.5f);
        var (paid, step) = (0, 0);
        double[] observation = [starts[0], 1];
        for (var row = 0; row < RoundSteps; row++)
        {
            policy.Act(observation, normals.AsSpan(row, 1), batch.Actions.AsSpan(row, 1));
            Write(observation, batch.Observations, row);
            observation = [observation[0] + 0.1 * Math.Clamp(batch.Actions[row], -1, 1), 1 - (step + 1.0) / EpisodeSteps];
            Write(observation, batch.NextObservations, row);
            var isThere = observation[0] >= 1;
            paid += isThere ? 1 : 0;
            (batch.Rewards[row], batch.Terminated[row]) = (isThere ? LargeReward : 0, isThere || step + 1 == EpisodeSteps ? 1 : 0);
            batch.GoesOn[row] = batch.Terminated[row] > 0 || row + 1 == RoundSteps ? 0 : 1;
            (step, observation) = batch.Terminated[row] > 0 ? (0, [starts[Math.Min(row + 1, RoundSteps - 1)], 1]) : (step + 1, observation);
        }

        learner.Update(batch, noise);
        return paid;
    }

    private static void Write(double[] observation, float[] target, int row) => (target[2 * row], target[2 * row + 1]) = ((float)observation[0], (float)observation[1]);

    /// <summary>Mean and total variance of vectors.</summary>
    private sealed class Moments
    {
        private double[] sum = [];
        private double squares;
        private int count;

        public double Variance => (squares - sum.Sum(x => x * x) / count) / (count - 1);

        public void Add(double[] vector)
        {
            sum = count == 0 ? vector : [.. sum.Zip(vector, (x, y) => x + y)];
            squares += vector.Sum(x => x * x);
            count++;
        }

        public double DistanceOfMean(Moments other) => Math.Sqrt(sum.Zip(other.sum, (x, y) => (x / count - y / other.count) * (x / count - y / other.count)).Sum());
    }
}
