using System.Diagnostics;
using Akka.Actor;
using AwacAkka.Actors.Reporting;
using AwacAkka.Learning.Policies;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Learners;

/// <summary>
/// Runs the algorithm on a thread of its own, one round per message. Batches are addressed by the update's number, so what a round
/// yields depends on the state before it and the buffer's prefix alone.
/// </summary>
public sealed class LearnerActor : ReceiveActor
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);
    private readonly AlgorithmConfig config;
    private readonly ILearner learner;
    private readonly Normaliser? normaliser;
    private readonly BatchSampler sampler;
    private readonly double[] sums;

    /// <summary>Starts from a training state.</summary>
    public LearnerActor(AlgorithmConfig config, Func<TrainingState, ILearner> create, TrainingState initial, ulong seed)
    {
        this.config = config;
        learner = create(initial);
        normaliser = Normaliser.FromTensors(initial.Tensors);
        var weight = initial.Tensors["policy.0.weight"];
        var actions = initial.Tensors["q1.0.weight"].Shape[1] - weight.Shape[1];
        sampler = new BatchSampler(seed, Math.Max(config.OfflineBatchSize, config.OnlineBatchSize), weight.Shape[1], actions);
        sums = new double[learner.MetricNames.Count];
        Receive<TrainRound>(round => Sender.Tell(Train(round)));
    }

    /// <inheritdoc />
    protected override void PostStop() => learner.Dispose();

    private object Train(TrainRound round)
    {
        var clock = Stopwatch.StartNew();
        Array.Clear(sums);
        var (reported, updatesReported) = (TimeSpan.Zero, 0);
        for (var i = 0; i < round.Updates; i++)
        {
            sampler.Draw(learner.Updates, round.BatchSize, round.Replay, round.Count, normaliser);
            learner.Update(sampler.Batch, sampler.Noise);
            for (var m = 0; m < sums.Length; m++)
            {
                if (!float.IsFinite(learner.Metrics[m]))
                {
                    return new LearnerDiverged(round.Phase, round.Round, learner.Updates - 1, learner.MetricNames[m]);
                }

                sums[m] += learner.Metrics[m];
            }

            if (clock.Elapsed - reported > ProgressInterval)
            {
                var speed = (i + 1 - updatesReported) / (clock.Elapsed - reported).TotalSeconds;
                Context.System.EventStream.Publish(new LearnerProgress(round.Phase, round.Round, learner.Updates, speed));
                (reported, updatesReported) = (clock.Elapsed, i + 1);
            }
        }

        var state = learner.Capture();
        if (state.Tensors.FirstOrDefault(t => t.Value.Data.Any(x => !float.IsFinite(x))) is { Key: { } tensor })
        {
            return new LearnerDiverged(round.Phase, round.Round, learner.Updates, tensor);
        }

        var metrics = learner.MetricNames.Zip(sums, (name, sum) => KeyValuePair.Create(name, (float)(sum / Math.Max(1, round.Updates))));
        return new LearnerTrained(
            round.Phase, round.Round, learner.Updates, round.Count, state.Digest(), [.. metrics], PolicySnapshot.From(config, state),
            round.KeepState ? state : null, clock.Elapsed.TotalSeconds);
    }
}

/// <summary>Published on the event stream about once a second while a round is trained.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Round">Number within the phase.</param>
/// <param name="Updates">Updates of the run so far.</param>
/// <param name="UpdatesPerSecond">Speed since the last report.</param>
public sealed record LearnerProgress(RunPhase Phase, int Round, long Updates, double UpdatesPerSecond);
