using System.Diagnostics;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms.Awac;

namespace AwacAkka.Bench.Runs;

/// <summary><c>recovery</c>: seconds from <c>resume</c> to the first new update of a run whose journal holds many transitions.</summary>
internal static class RecoveryBench
{
    private const int ObservationDimension = 17;
    private const int ActionDimension = 6;

    /// <summary>Makes the run, stops it, and resumes it again and again. Every round has one update and a checkpoint, so nothing is trained again.</summary>
    public static void Run(int transitions, int repetitions, FigureWriter figures, TextWriter notes)
    {
        using var run = new ThrowawayRun(Config(transitions));
        MachineNotes.Write(notes);
        StopAfterRounds(3, transitions, (progress, stop) => run.Train(ThrowawayRun.Dataset(transitions, ObservationDimension, ActionDimension), progress, stop));
        notes.WriteLine($"journal of {transitions} HalfCheetah-v4 transitions: {new FileInfo(run.Folder.Journal).Length / 1e6:0} MB");
        var seconds = Enumerable.Range(0, repetitions).Select(_ => StopAfterRounds(2, transitions, run.Resume)).ToArray();
        figures.Write(Figure.OfTimes($"resume, {transitions} transitions, to first new update", seconds));
    }

    /// <summary>The recorded past is reported as one row, so the second row is the first new round.</summary>
    private static double StopAfterRounds(int rounds, int transitions, Action<IRunProgress, CancellationToken> run)
    {
        using var stop = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var (seen, replay, seconds) = (0, 0, double.NaN);
        run(
            new RoundListener(row =>
            {
                if (++seen == rounds)
                {
                    (seconds, replay) = (clock.Elapsed.TotalSeconds, row.Replay);
                    stop.Cancel();
                }
            }),
            stop.Token);
        return replay == transitions
            ? seconds
            : throw new BenchException($"a round was trained on {replay} transitions instead of {transitions}");
    }

    private static RunConfig Config(int transitions) => new()
    {
        Environment = new EnvironmentSection("HalfCheetah-v4"),
        Algorithm = AwacPresets.Corl with { PolicyHidden = [256, 256], CriticHidden = [256, 256] },
        Dataset = new DatasetSection("/in-memory.npz"),
        Offline = new OfflineSection(Updates: 1_000_000, UpdatesPerRound: 1, EvaluateEvery: 1_000_000),
        Replay = new ReplaySection(transitions),
        Checkpoints = new CheckpointsSection(EveryRounds: 1),
    };
}
