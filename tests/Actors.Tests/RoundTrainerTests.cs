using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Threads;

namespace AwacAkka.Actors.Tests;

/// <summary>What is told of a round's updates, with a learner whose figures say which update they are of.</summary>
public sealed class RoundTrainerTests
{
    private static readonly Dimensions Pendulum = new(3, 1);
    private static readonly AlgorithmConfig Algorithm = TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0).Algorithm;

    /// <summary>A learner keeps the figures of 100 updates, so these are taken three times.</summary>
    [Fact]
    public void A_rounds_figures_are_means_over_its_own_updates()
    {
        using var trainer = Trainer(diverges: -1);
        var first = Assert.IsType<LearnerTrained>(Train(trainer, round: 0, updates: 250));
        Assert.Equal(250, first.Updates);
        Assert.Equal([new("number", 124.5f), new("twice", 249f)], first.Metrics);
        var second = Assert.IsType<LearnerTrained>(Train(trainer, round: 1, updates: 30));
        Assert.Equal(280, second.Updates);
        Assert.Equal([new("number", 264.5f), new("twice", 529f)], second.Metrics);
    }

    [Fact]
    public void A_round_that_diverges_names_the_figure_and_the_updates_before_the_one_that_failed()
    {
        using var trainer = Trainer(diverges: 117);
        var good = Train(trainer, round: 0, updates: 10);
        var diverged = Assert.IsType<LearnerDiverged>(Train(trainer, round: 1, updates: 250));
        Assert.Equal((1, 117, "twice"), (diverged.Round, diverged.Updates, diverged.Figure));
        Assert.Same(good, diverged.LastGood);
    }

    private static RoundTrainer Trainer(int diverges)
    {
        var setting = new LearnerSetting(Algorithm, Pendulum, 1, state => new CountingLearner(state, diverges));
        return new RoundTrainer(setting, new LearnerStart(InitialState.Create(Algorithm, Pendulum, 1)));
    }

    private static RoundOutcome Train(RoundTrainer trainer, int round, int updates)
    {
        var replay = new ReplayBuffer(100, Pendulum.Observation, Pendulum.Action);
        replay.Append(TransitionChunk.Allocate(100, Pendulum.Observation, Pendulum.Action));
        return trainer.Train(
            new TrainRound(RunPhase.Offline, round, updates, 32, replay, 100, 100, KeepState: true), _ => { }, TestContext.Current.CancellationToken);
    }

    /// <summary>Learns nothing. An update's figures are its number, from 0, and twice that, which is no number in one update.</summary>
    private sealed class CountingLearner(TrainingState state, int diverges) : ILearner
    {
        private readonly List<float> figures = [];

        public long Updates { get; private set; }

        public IReadOnlyList<string> MetricNames => ["number", "twice"];

        public Lanes Threads { get; } = new(1);

        public void Update(TransitionBatch batch, UpdateNoise noise)
        {
            figures.AddRange([Updates, Updates == diverges ? float.NaN : 2 * Updates]);
            Updates++;
        }

        public ReadOnlySpan<float> TakeMetrics()
        {
            float[] taken = [.. figures];
            figures.Clear();
            return taken;
        }

        public TrainingState Capture() => state with { Updates = Updates };

        public void Restore(TrainingState from) => throw new NotSupportedException();

        public void Dispose() => Threads.Dispose();
    }
}
