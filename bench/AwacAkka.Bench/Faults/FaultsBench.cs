using System.Diagnostics;
using System.Globalization;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Bench.Runs;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Bench.Faults;

/// <summary>
/// <c>faults</c>: the same run in calm and in a storm of one failure per thousand steps, in turn, so that what else the machine does
/// falls on all alike. All of them have to end with the same digest.
/// </summary>
internal static class FaultsBench
{
    private const ulong Seed = 1;

    private static readonly string[] Scenario =
    [
        "environment.id=HalfCheetah-v4", "algorithm.preset=awac-corl", "algorithm.policy-hidden=[256, 256]", "algorithm.critic-hidden=[256, 256]",
        "offline.updates=0", "online.random-steps=1000", "rollouts.max-failures=20", "rollouts.step-timeout=500 ms", "evaluation.every-rounds=5",
    ];

    private static readonly string[] Storm =
        ["faults.exception=0.0006", "faults.non-finite=0.0003", "faults.hang=0.00002", "faults.crash=0.0001"];

    /// <summary>Runs every contender as often as there are blocks.</summary>
    public static int Run(int blocks, int steps, RowWriter rows, TextWriter notes)
    {
        MachineNotes.Write(notes);
        string[] scenario = [.. Scenario, $"online.steps={steps}"];
        Contender[] contenders =
        [
            new("calm, worker threads", scenario),
            new("calm, worker processes", [.. scenario, "rollouts.isolation=process"]),
            new("storm, worker processes", [.. scenario, "rollouts.isolation=process", .. Storm]),
        ];
        for (var block = 0; block < blocks; block++)
        {
            foreach (var contender in contenders)
            {
                contender.Run(notes);
            }
        }

        var digests = contenders.SelectMany(c => c.Digests).Distinct().Count();
        foreach (var contender in contenders)
        {
            contender.Report(rows, calm: contenders[1], sameDigest: digests == 1);
        }

        return digests == 1 ? 0 : 1;
    }

    private sealed class Contender(string name, string[] overrides)
    {
        private readonly List<double> seconds = [];
        private readonly List<double> processorSeconds = [];
        private FailureCounts failures = new();

        public List<string> Digests { get; } = [];

        public void Run(TextWriter notes)
        {
            var config = RunConfigLoader.Load(null, overrides);
            var path = Path.Combine(Path.GetTempPath(), $"awac-bench-{Guid.NewGuid():N}");
            failures = new FailureCounts();
            using var loggers = LoggerFactory.Create(builder => builder.AddProvider(failures));
            try
            {
                var request = new RunRequest(config, Seed, null, RunFolder.Create(path, config, Seed, null));
                var launcher = new RunLauncher(loggers, WorkerLaunch.OfThisProgram(RestartBench.WorkerArgument));
                var (clock, processor) = (Stopwatch.StartNew(), ProcessorSeconds());
                Digests.Add(launcher.TrainAsync(request, new RoundListener(_ => { }), CancellationToken.None).GetAwaiter().GetResult().Digest);
                seconds.Add(clock.Elapsed.TotalSeconds);
                processorSeconds.Add(ProcessorSeconds() - processor);
                notes.WriteLine($"{name}: {seconds[^1]:0.0} s, {processorSeconds[^1]:0.0} s of processor time, {failures.Total} failures, digest {Digests[^1]}");
            }
            finally
            {
                Directory.Delete(path, recursive: true);
            }
        }

        public void Report(RowWriter rows, Contender calm, bool sameDigest)
        {
            double[] ratios = [.. seconds.Zip(calm.seconds, (own, other) => own / other).Order()];
            double[] processor = [.. processorSeconds.Zip(calm.processorSeconds, (own, other) => own / other)];
            rows.Write(
                name, ("seconds", Math.Round(Figure.Median([.. seconds]), 1)), ("ratio", Math.Round(Figure.Median(ratios), 3)),
                ("spread", Math.Round(ratios[^1] - ratios[0], 3)), ("cpu ratio", Math.Round(Figure.Median(processor), 3)), ("same digest", sameDigest), ("exceptions", failures.Exceptions),
                ("not finite", failures.NonFinite), ("hangs", failures.Hangs), ("crashes", failures.Crashes));
        }

        /// <summary>Of this process and of its children that have ended, in the kernel's hundredths.</summary>
        private static double ProcessorSeconds()
        {
            var line = File.ReadAllText("/proc/self/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / 100.0;
        }
    }
}
