using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;
using BenchmarkDotNet.Attributes;

namespace AwacAkka.Bench.Kernels;

/// <summary>What surrounds the updates, on HalfCheetah's sizes.</summary>
public class DataKernels
{
    private const int Observation = 17;
    private const int Action = 6;
    private const int Rows = 1_000_000;
    private const int Batch = 256;
    private readonly ReplayBuffer replay = Filled();
    private readonly BatchSampler sampler = new(1, Batch, new Dimensions(Observation, Action), BatchPlan.Of(AwacPresets.Corl, Learning.Training.Draw.NextAction, Learning.Training.Draw.CurrentAction));
    private readonly Normaliser normaliser = Normaliser.Identity(Observation);
    private readonly PolicyNetwork policy = Policy();
    private readonly double[] observation = new double[Observation];
    private readonly float[] noise = new float[Action];
    private readonly float[] action = new float[Action];
    private uint number;

    /// <summary>Indices, gather with normalisation, and the noise of an update.</summary>
    [Benchmark(Description = "drawing a batch of 256 of 1,000,000")]
    public void Draw() => sampler.Draw(++number, Batch, new ReplayWindow(replay, Rows), normaliser);

    /// <summary>One action.</summary>
    [Benchmark(Description = "acting, policy of 2x256")]
    public void Act()
    {
        new AddressedRandom(1, DrawPurpose.Explore, ++number).FillNormal(noise);
        observation[number % Observation] = noise[0];
        policy.Act(observation, noise, action);
    }

    private static ReplayBuffer Filled()
    {
        var chunk = TransitionChunk.Allocate(Rows / 10, Observation, Action);
        new AddressedRandom(1, DrawPurpose.Dataset).FillNormal(chunk.Observations);
        var buffer = new ReplayBuffer(Rows, Observation, Action);
        while (buffer.Count < Rows)
        {
            buffer.Append(chunk);
        }

        return buffer;
    }

    private static PolicyNetwork Policy()
    {
        var config = AwacPresets.Corl with { PolicyHidden = [256, 256] };
        return new PolicyNetwork(TrainedPolicy.Of(config, InitialState.Create(config, new Dimensions(Observation, Action), seed: 1)));
    }
}
