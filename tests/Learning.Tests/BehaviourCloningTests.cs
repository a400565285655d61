using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Bc;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Tests;

public class BehaviourCloningTests
{
    private static readonly BcConfig Small = new()
    {
        PolicyHidden = [32, 32],
        OfflineBatchSize = 64,
        OnlineBatchSize = 64,
        PolicyLearningRate = 3e-3f,
        PolicyWeightDecay = 0,
    };

    [Fact]
    public void A_clone_repeats_the_demonstrated_mean_and_spread()
    {
        var policy = BehaviourCloning.Clone(Small, Demonstrations(4_000), updates: 3_000, seed: 1);
        var network = new PolicyNetwork(policy);
        var action = new float[2];
        foreach (var s in new[] { -0.8, -0.2, 0.5 })
        {
            network.ActMean([s, 1], action);
            Assert.Equal(Mean(s, 0), action[0], 0.05);
            Assert.Equal(Mean(s, 1), action[1], 0.05);
        }

        Assert.Equal(0.1, policy.Tensors["std"].Data[0], 0.02);
        Assert.Equal(0.3, policy.Tensors["std"].Data[1], 0.04);
    }

    [Fact]
    public void The_same_seed_clones_to_the_same_bits_and_another_does_not()
    {
        byte[] Clone(ulong seed) => BehaviourCloning.Clone(Small, Demonstrations(200), updates: 20, seed).ToSafetensors();
        Assert.Equal(Clone(1), Clone(1));
        Assert.NotEqual(Clone(1), Clone(2));
    }

    [Theory]
    [InlineData(MeanActivation.Tanh, StandardDeviation.Sigmoid)]
    [InlineData(MeanActivation.Linear, StandardDeviation.Clamped)]
    public void The_update_is_awacs_policy_step_with_all_weights_one(MeanActivation mean, StandardDeviation deviation)
    {
        // A huge lambda makes every weight of the softmax 1.
        var cloned = Small with { MeanActivation = mean, StandardDeviation = deviation };
        var config = new AwacConfig
        {
            MeanActivation = mean,
            StandardDeviation = deviation,
            Lambda = 1e12f,
            PolicyHidden = [32, 32],
            OfflineBatchSize = 64,
            OnlineBatchSize = 64,
            PolicyLearningRate = 3e-3f,
            PolicyWeightDecay = 0,
        };
        using var awac = new FusedAwac(config, new LearnerContext(Sizes, InitialState.Create(config, Sizes, seed: 3), new LearnerExecution(Threads: 1)));
        using var cloning = new FusedBc(cloned, new LearnerContext(Sizes, InitialState.Create(cloned, Sizes, seed: 3), new LearnerExecution(Threads: 1)));
        var rows = new ReplayBuffer(200, 2, 2);
        rows.Append(Demonstrations(200));
        var sampler = new BatchSampler(3, 64, Sizes, AlgorithmRegistry.BatchesOf(config));
        for (var update = 1; update <= 5; update++)
        {
            sampler.Draw(update, 64, new ReplayWindow(rows, rows.Count), normaliser: null);
            awac.Update(sampler.Batch, sampler.Noise);
            cloning.Update(sampler.Batch, sampler.Noise);
        }

        var expected = TrainedPolicy.Of(config, awac.Capture()).Tensors;
        foreach (var (name, tensor) in TrainedPolicy.Of(cloned, cloning.Capture()).Tensors)
        {
            Assert.Equal(expected[name].Data.Length, tensor.Data.Length);
            Assert.All(tensor.Data.Zip(expected[name].Data), pair => Assert.Equal(pair.Second, pair.First, 2e-4f));
        }
    }

    [Fact]
    public void The_likelihood_grows_while_a_clone_learns()
    {
        using var cloning = new FusedBc(Small, new LearnerContext(Sizes, InitialState.Create(Small, Sizes, seed: 1), new LearnerExecution()));
        var rows = new ReplayBuffer(64, 2, 2);
        rows.Append(Demonstrations(64));
        var batch = new TransitionBatch(64, 2, 2);
        rows.Gather([.. Enumerable.Range(0, 64)], batch, normaliser: null);
        for (var i = 0; i < 100; i++)
        {
            cloning.Update(batch, new UpdateNoise(0, 2, new BatchPlan([])));
        }

        var losses = cloning.TakeMetrics(); // the loss and the error of every update
        Assert.True(losses[^2] < losses[0] - 0.5, $"{losses[0]} became {losses[^2]}");
    }

    private static Dimensions Sizes => new(2, 2);

    private static double Mean(double s, int d) => d == 0 ? 0.8 * s : 0.4 - 0.5 * s * s;

    private static TransitionChunk Demonstrations(int count)
    {
        var rows = TransitionChunk.Allocate(count, 2, 2);
        for (var i = 0; i < count; i++)
        {
            var random = new AddressedRandom(9, DrawPurpose.RandomAction, (uint)i);
            var s = random.NextUniform(-1, 1);
            (rows.Observations[2 * i], rows.Observations[2 * i + 1]) = ((float)s, 1);
            rows.Actions[2 * i] = (float)(Mean(s, 0) + 0.1 * random.NextNormal());
            rows.Actions[2 * i + 1] = (float)(Mean(s, 1) + 0.3 * random.NextNormal());
        }

        return rows;
    }
}
