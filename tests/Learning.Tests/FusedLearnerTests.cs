using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Dqn;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Tests.Battery;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Tests;

/// <summary>What runs rely on beyond the golden files: bits, memory, and a policy that acts as it was trained.</summary>
public sealed class FusedLearnerTests
{
    private const int Obs = 17;
    private const int Act = 6;

    /// <summary>Every preset of every algorithm that has a fused learner, on every kind of action that it takes.</summary>
    public static TheoryData<string, ActionSpaces> Algorithms =>
    [
        .. from algorithm in AlgorithmRegistry.All
           where algorithm.IsFused
           from preset in algorithm.Presets
           from space in (ActionSpaces[])[ActionSpaces.Box, ActionSpaces.Discrete]
           where algorithm.ActionSpaces.HasFlag(space)
           select new TheoryDataRow<string, ActionSpaces>(preset.Name, space),
    ];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Any_number_of_threads_computes_the_same_bits(string name, ActionSpaces actions)
    {
        var (config, sizes) = (Config(name), SizesOf(actions));
        string Digest(int threads)
        {
            using var learner = Learner(config, sizes, threads);
            Train(learner, config, sizes, updates: 20);
            return learner.Capture().Digest();
        }

        var expected = Digest(1);
        Assert.All((int[])[2, 3, 4], threads => Assert.Equal(expected, Digest(threads)));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void An_update_allocates_nothing(string name, ActionSpaces actions)
    {
        var (config, sizes) = (Config(name), SizesOf(actions));
        using var learner = Learner(config, sizes, threads: 1);
        Train(learner, config, sizes, updates: 30);
        var sampler = new BatchSampler(1, config.OnlineBatchSize, sizes, AlgorithmRegistry.BatchesOf(config));
        var replay = Replay(sizes);
        var u = 0;
        sampler.Draw(u++, config.OnlineBatchSize, new ReplayWindow(replay, replay.Count), null, learner.Threads); // looks at the buffer's episodes once
        Assert.Equal(0, Allocations.OfEvery(() =>
        {
            sampler.Draw(u++, config.OnlineBatchSize, new ReplayWindow(replay, replay.Count), null, learner.Threads);
            learner.Update(sampler.Batch, sampler.Noise);
        }));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void The_policy_acts_as_the_learners_network_does(string name, ActionSpaces actions)
    {
        var (config, sizes) = (Config(name), SizesOf(actions));
        using var learner = Learner(config, sizes, threads: 1);
        Train(learner, config, sizes, updates: 5);
        var state = learner.Capture();
        var policy = new PolicyNetwork(PolicySnapshot.FromSafetensors(TrainedPolicy.Of(config, state).ToSafetensors()));
        var observation = new double[Obs];
        var action = new float[sizes.Action];
        for (var i = 0; i < 10; i++)
        {
            var random = new AddressedRandom(5, DrawPurpose.Reset, (uint)i);
            for (var d = 0; d < Obs; d++)
            {
                observation[d] = (float)random.NextNormal();
            }

            policy.ActMean(observation, action);
            var expected = Mean(config, sizes, state, observation);
            for (var d = 0; d < action.Length; d++)
            {
                Assert.Equal(expected[d], action[d], 1e-4);
            }
        }
    }

    [Fact]
    public void Exp_weighting_with_an_unreachable_bound_and_softmax_differ_by_a_factor_only()
    {
        var advantages = new float[] { -1, 0, 0.5f, 2 };
        var (exp, softmax) = (new float[4], new float[4]);
        AdvantageWeights.Compute(new AwacConfig { Weighting = Weighting.Exp, Lambda = 0.7f, WeightMax = 1e9f }, advantages, exp, out _);
        AdvantageWeights.Compute(new AwacConfig { Weighting = Weighting.Softmax, Lambda = 0.7f }, advantages, softmax, out _);
        Assert.Equal(4, softmax.Sum(), 1e-5);
        Assert.All(exp.Zip(softmax), pair => Assert.Equal(exp[0] / softmax[0], pair.First / pair.Second, 1e-4));

        AdvantageWeights.Compute(new AwacConfig { Weighting = Weighting.Exp, Lambda = 0.1f, WeightMax = 100 }, advantages, exp, out var clipped);
        Assert.Equal(2, clipped);
        Assert.Equal(100, exp.Max());
    }

    /// <summary>The same network in the plainest code, in double precision.</summary>
    private static double[] Mean(AlgorithmConfig config, Dimensions sizes, TrainingState state, double[] observation)
    {
        var x = observation;
        var name = config is DqnConfig ? "q" : "policy";
        for (var layer = 0; state.Tensors.TryGetValue($"{name}.{layer}.weight", out var weight); layer++)
        {
            var bias = state.Tensors[$"{name}.{layer}.bias"].Data;
            var last = !state.Tensors.ContainsKey($"{name}.{layer + 1}.weight");
            var input = x;
            x = [.. bias.Select((b, o) => b + input.Select((v, i) => v * weight.Data[o * input.Length + i]).Sum())
                .Select(y => last ? y : Math.Max(0, y))];
        }

        if (sizes.HasChoices)
        {
            return [Array.IndexOf(x, x.Max())];
        }

        var policy = TrainedPolicy.Of(config, state);
        return policy.Head == PolicyHead.Gaussian
            ? [.. x.Select(v => policy.ClampActions ? Math.Clamp(v, -1, 1) : v)]
            : [.. x.Take(Act).Select(Math.Tanh)];
    }

    private static AlgorithmConfig Config(string name) =>
        AlgorithmRegistry.Presets[name].Config.On([32, 24], [32, 24], offlineBatch: 16, onlineBatch: 33);

    private static ILearner Learner(AlgorithmConfig config, Dimensions sizes, int threads) => AlgorithmRegistry.Of(config).Fused(
        config, new LearnerContext(sizes, InitialState.Create(config, sizes, seed: 3), new LearnerExecution(threads)));

    /// <summary>Six numbers are an action, or six choices are there.</summary>
    private static Dimensions SizesOf(ActionSpaces actions) => actions == ActionSpaces.Discrete ? new(Obs, 1) { Choices = Act } : new(Obs, Act);

    private static void Train(ILearner learner, AlgorithmConfig config, Dimensions sizes, int updates)
    {
        var replay = Replay(sizes);
        var sampler = new BatchSampler(1, config.OnlineBatchSize, sizes, AlgorithmRegistry.BatchesOf(config));
        for (var u = 0; u < updates; u++)
        {
            sampler.Draw(u, u % 2 == 0 ? config.OnlineBatchSize : config.OfflineBatchSize, new ReplayWindow(replay, replay.Count), null, learner.Threads);
            learner.Update(sampler.Batch, sampler.Noise);
        }
    }

    private static ReplayBuffer Replay(Dimensions sizes)
    {
        var chunk = TransitionChunk.Allocate(500, Obs, sizes.Action);
        foreach (var (column, index) in new[] { chunk.Observations, chunk.NextObservations, chunk.Rewards }.Select((c, i) => (c, (uint)i)))
        {
            new AddressedRandom(9, DrawPurpose.Dataset, index).FillNormal(column);
        }

        new AddressedRandom(9, DrawPurpose.Dataset, 3).FillUniform(chunk.Actions, -1, 1);
        for (var i = 0; i < chunk.Count; i += 50)
        {
            chunk.Terminals[i] = true;
        }

        for (var i = 0; sizes.HasChoices && i < chunk.Count; i++)
        {
            chunk.Actions[i] = i % Act;
        }

        var replay = new ReplayBuffer(1_000, Obs, sizes.Action);
        replay.Append(chunk);
        return replay;
    }
}
