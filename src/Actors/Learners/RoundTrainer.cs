using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using AwacAkka.Actors.Records;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Learners;

/// <summary>
/// Trains rounds. Batches are addressed by the update's number, so what a round yields depends on the state before it and the buffer's
/// prefix alone: the same in a run, in its recovery and in its verification. The first online round begins with the change of the algorithm, where the
/// phases have two.
/// </summary>
public sealed class RoundTrainer : IDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);
    private LearnerSetting setting;
    private ILearner learner;
    private Normaliser? normaliser;
    private BatchSampler sampler;
    private double[] sums;
    private long updatesBefore; // the run's, by the algorithm before this one
    private PolicySnapshot? average;
    private LearnerTrained? lastGood;

    /// <summary>Starts from a training state.</summary>
    /// <param name="setting">What the learner is made of.</param>
    /// <param name="start">The state.</param>
    public RoundTrainer(LearnerSetting setting, LearnerStart start) =>
        Begin(start.Phase == RunPhase.Online ? setting.Online ?? setting : setting, start.State, start.Updates - start.State.Updates);

    private long Updates => updatesBefore + learner.Updates;

    /// <summary>Trains one round.</summary>
    /// <param name="round">What to train.</param>
    /// <param name="report">Hears about once a second how it gets on.</param>
    /// <param name="stop">Stops between two updates.</param>
    /// <returns><see cref="LearnerTrained"/>, or <see cref="LearnerDiverged"/> where a figure or a weight is not finite.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public RoundOutcome Train(TrainRound round, Action<IRunNews> report, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        if (round.Phase == RunPhase.Online && setting.Online is { } online)
        {
            ChangeTo(online, round, report);
        }

        Array.Clear(sums);
        learner.TakeMetrics(); // of a round that was stopped
        var window = new ReplayWindow(round.Replay, round.Count, round.Offline);
        var (reported, updatesReported) = (TimeSpan.Zero, 0);
        for (var i = 0; i < round.Updates; i++)
        {
            stop.ThrowIfCancellationRequested();
            sampler.Draw(Updates, round.BatchSize, window, normaliser, learner.Threads);
            learner.Update(sampler.Batch, sampler.Noise);
            if (((i + 1) % ILearner.MetricsKept == 0 || i + 1 == round.Updates) && AddMetrics(round) is { } diverged)
            {
                return diverged;
            }

            if (clock.Elapsed - reported > ProgressInterval)
            {
                var speed = (i + 1 - updatesReported) / (clock.Elapsed - reported).TotalSeconds;
                report(new LearnerProgress(round.Phase, round.Round, Updates, speed));
                (reported, updatesReported) = (clock.Elapsed, i + 1);
            }
        }

        return Result(round, clock.Elapsed);
    }

    /// <inheritdoc />
    public void Dispose() => learner.Dispose();

    [MemberNotNull(nameof(setting), nameof(learner), nameof(sampler), nameof(sums))]
    private void Begin(LearnerSetting with, TrainingState state, long before)
    {
        var config = with.Algorithm;
        (setting, updatesBefore) = (with, before);
        average = with.PolicyAverage is null ? null : PolicyAverage.Of(state, TrainedPolicy.Of(config, state));
        learner = with.Create(PolicyAverage.Without(state));
        normaliser = NormaliserTensors.FromTensors(state.Tensors);
        sampler = new BatchSampler(with.Seed, config.LargestBatch, with.Dimensions, AlgorithmRegistry.BatchesOf(config));
        sums = new double[learner.MetricNames.Count];
    }

    private void ChangeTo(LearnerSetting online, TrainRound round, Action<IRunNews> report)
    {
        var (before, state) = (Updates, learner.Capture());
        learner.Dispose();
        var begun = AlgorithmChange.Begin(state, setting.Algorithm, online.Algorithm, online.Dimensions, online.Seed, Note);
        var preparation = new Preparation(round.Replay, online.Dimensions, NormaliserTensors.FromTensors(begun.Tensors), Note, round.Count);
        var prepared = AlgorithmRegistry.Of(online.Algorithm).Prepare(online.Algorithm, begun, preparation);
        Begin(online, prepared, before - prepared.Updates);

        void Note(string sentence) => report(new RunNotice(sentence));
    }

    /// <summary>Adds the latest metrics up; the first that is not finite, or null.</summary>
    private LearnerDiverged? AddMetrics(TrainRound round)
    {
        var figures = learner.TakeMetrics();
        var first = Updates - figures.Length / sums.Length;
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
            return new LearnerDiverged(round.Phase, round.Round, Updates, tensor, lastGood);
        }

        var policy = TrainedPolicy.Of(setting.Algorithm, state);
        if (setting.PolicyAverage is { } share)
        {
            average = PolicyAverage.Next(average, policy, share);
            state = PolicyAverage.With(state, average);
        }

        var metrics = learner.MetricNames.Zip(sums, (name, sum) => KeyValuePair.Create(name, (float)(sum / Math.Max(1, round.Updates))));
        lastGood = new LearnerTrained(
            round.Phase, round.Round, Updates, round.Count, state.Digest(), [.. metrics], policy, state, elapsed.TotalSeconds)
        {
            Judged = average ?? policy,
        };
        return round.KeepState ? lastGood : lastGood with { State = null };
    }
}
