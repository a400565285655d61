using System.Diagnostics;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Learners;

/// <summary>
/// Trains rounds. Batches are addressed by the update's number, so what a round yields depends on the state before it and the buffer's
/// prefix alone: the same in a run, in its recovery and in its verification.
/// </summary>
public sealed class RoundTrainer : IDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);
    private readonly AlgorithmConfig config;
    private readonly ILearner learner;
    private readonly Normaliser? normaliser;
    private readonly BatchSampler sampler;
    private readonly double[] sums;
    private LearnerTrained? lastGood;

    /// <summary>Starts from a training state.</summary>
    public RoundTrainer(LearnerSetting setting, TrainingState initial)
    {
        config = setting.Algorithm;
        learner = setting.Create(initial);
        normaliser = NormaliserTensors.FromTensors(initial.Tensors);
        sampler = new BatchSampler(setting.Seed, config.LargestBatch, setting.Dimensions, AlgorithmRegistry.Of(config).Batches(config));
        sums = new double[learner.MetricNames.Count];
    }

    /// <summary>Trains one round.</summary>
    /// <param name="round">What to train.</param>
    /// <param name="report">Hears about once a second how it gets on.</param>
    /// <param name="stop">Stops between two updates.</param>
    /// <returns><see cref="LearnerTrained"/>, or <see cref="LearnerDiverged"/> where a figure or a weight is not finite.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public RoundOutcome Train(TrainRound round, Action<LearnerProgress> report, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        Array.Clear(sums);
        learner.TakeMetrics(); // of a round that was stopped
        var window = new ReplayWindow(round.Replay, round.Count, round.Offline);
        var (reported, updatesReported) = (TimeSpan.Zero, 0);
        for (var i = 0; i < round.Updates; i++)
        {
            stop.ThrowIfCancellationRequested();
            sampler.Draw(learner.Updates, round.BatchSize, window, normaliser, learner.Threads);
            learner.Update(sampler.Batch, sampler.Noise);
            if (((i + 1) % ILearner.MetricsKept == 0 || i + 1 == round.Updates) && AddMetrics(round) is { } diverged)
            {
                return diverged;
            }

            if (clock.Elapsed - reported > ProgressInterval)
            {
                var speed = (i + 1 - updatesReported) / (clock.Elapsed - reported).TotalSeconds;
                report(new LearnerProgress(round.Phase, round.Round, learner.Updates, speed));
                (reported, updatesReported) = (clock.Elapsed, i + 1);
            }
        }

        return Result(round, clock.Elapsed);
    }

    /// <inheritdoc />
    public void Dispose() => learner.Dispose();

    /// <summary>Adds the latest metrics up; the first that is not finite, or null.</summary>
    private LearnerDiverged? AddMetrics(TrainRound round)
    {
        var figures = learner.TakeMetrics();
        var first = learner.Updates - figures.Length / sums.Length;
        for (var i = 0; i < figures.Length; i++)
        {
            var (update, m) = Math.DivRem(i, sums.Length);
            if (!float.IsFinite(figures[i]))
            {
                return new LearnerDiverged(round.Phase, round.Round, first + update, learner.MetricNames[m], lastGood);
            }

            sums[m] += figures[i];
        }

        return null;
    }

    private RoundOutcome Result(TrainRound round, TimeSpan elapsed)
    {
        var state = learner.Capture();
        if (state.Tensors.FirstOrDefault(t => t.Value.Data.Any(x => !float.IsFinite(x))) is { Key: { } tensor })
        {
            return new LearnerDiverged(round.Phase, round.Round, learner.Updates, tensor, lastGood);
        }

        var metrics = learner.MetricNames.Zip(sums, (name, sum) => KeyValuePair.Create(name, (float)(sum / Math.Max(1, round.Updates))));
        lastGood = new LearnerTrained(
            round.Phase, round.Round, learner.Updates, round.Count, state.Digest(), [.. metrics], TrainedPolicy.Of(config, state),
            state, elapsed.TotalSeconds);
        return round.KeepState ? lastGood : lastGood with { State = null };
    }
}
