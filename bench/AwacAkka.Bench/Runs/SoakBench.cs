using System.Diagnostics;
using System.Globalization;
using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms.Awac;

namespace AwacAkka.Bench.Runs;

/// <summary><c>soak</c>: one long run of Pendulum-v1 at replay capacity; memory and database size on the way.</summary>
internal static class SoakBench
{
    private const int Capacity = 100_000;
    private const int Samples = 20;
    private const int StepsPerRound = 1_000;

    /// <summary>Runs so many steps and writes a table; slopes are of the second half, when the buffer is full and all code is compiled.</summary>
    public static void Run(int steps, TextWriter output, TextWriter notes)
    {
        MachineNotes.Write(notes);
        using var run = new ThrowawayRun(Config(steps));
        var samples = new List<Sample>();
        var clock = Stopwatch.StartNew();
        output.WriteLine($"{"steps",10} {"seconds",8} {"resident MB",12} {"managed MB",11} {"database MB",12}");
        run.Train(
            null,
            new RoundListener(row =>
            {
                if (row.Steps % (steps / Samples) == 0)
                {
                    samples.Add(Take(row.Steps, run.Folder.Journal));
                    var s = samples[^1];
                    output.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{s.Steps,10} {clock.Elapsed.TotalSeconds,8:0} {s.Resident,12:0.0} {s.Managed,11:0.0} {s.Database,12:0.0}"));
                }
            }),
            CancellationToken.None);
        Sample[] half = [.. samples.Skip(samples.Count / 2)];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"per 100,000 steps of the second half: resident {Slope(half, s => s.Resident):+0.00;-0.00} MB, "
            + $"managed {Slope(half, s => s.Managed):+0.00;-0.00} MB, database {Slope(half, s => s.Database):+0.00;-0.00} MB"));
    }

    private static Sample Take(long steps, string journal)
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
        using var process = Process.GetCurrentProcess();
        var database = Directory.GetFiles(Path.GetDirectoryName(journal)!, "run.db*").Sum(f => new FileInfo(f).Length) / 1e6;
        return new Sample(steps, process.WorkingSet64 / 1e6, managed, database);
    }

    /// <summary>Least squares, per 100,000 steps.</summary>
    private static double Slope(Sample[] samples, Func<Sample, double> value)
    {
        var (meanSteps, meanValue) = (samples.Average(s => s.Steps), samples.Average(value));
        var covariance = samples.Sum(s => (s.Steps - meanSteps) * (value(s) - meanValue));
        return 100_000 * covariance / samples.Sum(s => (s.Steps - meanSteps) * (s.Steps - meanSteps));
    }

    private static RunConfig Config(int steps) => new()
    {
        Environment = new EnvironmentSection("Pendulum-v1"),
        Algorithm = AwacPresets.Corl with { PolicyHidden = [64, 64], CriticHidden = [64, 64], OnlineBatchSize = 128 },
        Offline = new OfflineSection(Updates: 0),
        Online = new OnlineSection(steps, StepsPerRound, UpdatesPerStep: 0.25, RandomSteps: 2_000),
        Replay = new ReplaySection(Capacity),
        Evaluation = new EvaluationSection(Episodes: 5, EveryRounds: 50),
    };

    private sealed record Sample(long Steps, double Resident, double Managed, double Database);
}
