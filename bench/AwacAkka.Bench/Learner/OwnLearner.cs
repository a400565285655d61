using System.Diagnostics;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Randomness;

namespace AwacAkka.Bench.Learner;

/// <summary>One of this project's learners with its replay, run as the learner actor runs it: draw a batch, update.</summary>
internal sealed class OwnLearner(string setting, LearnerCase @case, Func<TrainingState, ILearner> create) : IContender, IDisposable
{
    private const ulong Seed = 1;
    private const int MostDrawn = 100_000;
    private readonly ReplayBuffer replay = Filled(@case.Rows, @case.Dimensions);
    private readonly Normaliser normaliser = Normaliser.Identity(LearnerCase.Observation);
    private readonly BatchSampler sampler = new(Seed, @case.Config.LargestBatch, @case.Dimensions, @case.Algorithm.Batches(@case.Config));
    private readonly ILearner learner = create(@case.Initial());

    /// <inheritdoc />
    public string Setting => setting;

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            sampler.Draw(learner.Updates, @case.Batch, new ReplayWindow(replay, @case.Rows), normaliser, learner.Threads);
            learner.Update(sampler.Batch, sampler.Noise);
        }

        learner.TakeMetrics(); // a GPU is waited for
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Its state.</summary>
    public TrainingState Capture() => learner.Capture();

    /// <inheritdoc />
    public void Dispose() => learner.Dispose();

    /// <summary>Normal observations and rewards, uniform actions: the twin's distributions, again after some rows; choices in turn. Nothing ends.</summary>
    private static ReplayBuffer Filled(int rows, Dimensions sizes)
    {
        var chunk = TransitionChunk.Allocate(Math.Min(rows, MostDrawn), sizes.Observation, sizes.Action);
        var random = new AddressedRandom(Seed, DrawPurpose.Dataset);
        random.FillNormal(chunk.Observations);
        random.FillNormal(chunk.NextObservations);
        random.FillNormal(chunk.Rewards);
        random.FillUniform(chunk.Actions, -1, 1);
        for (var i = 0; sizes.HasChoices && i < chunk.Count; i++)
        {
            chunk.Actions[i] = i % sizes.Choices;
        }

        var replay = new ReplayBuffer(rows, sizes.Observation, sizes.Action);
        for (var filled = 0; filled < rows; filled += chunk.Count)
        {
            replay.Append(chunk);
        }

        return replay;
    }
}
