using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;
using AwacAkka.Environments.Faults;

namespace AwacAkka.Bench.Faults;

/// <summary>
/// <c>restart</c>: from the death of a worker, under the supervisor of real runs, to the moment when the same slot is being run again;
/// and the time lost, which adds what a fresh worker is slower at first. What the first attempt had done already is lost as well, and
/// not counted here.
/// </summary>
internal static class RestartBench
{
    /// <summary>What this program is started with as a worker.</summary>
    public const string WorkerArgument = "worker";

    private const string Policy = "policies/halfcheetah-medium.safetensors";
    private const int Steps = 2_000;
    private const int WarmUp = 10;
    private static readonly FaultRates Crashes = new(Crash: 0.0001);
    private static readonly RolloutsSection Rollouts = new(Workers: 1, Slots: 1, MaxFailures: int.MaxValue);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Config Quiet = ConfigurationFactory.ParseString(
        "akka { loggers = [], stdout-loglevel = OFF, loglevel = OFF }\nawac.rollout-dispatcher.type = PinnedDispatcher");

    /// <summary>Measures both kinds of isolation.</summary>
    public static void Run(int restarts, RowWriter rows, TextWriter notes)
    {
        MachineNotes.Write(notes);
        var setting = new RolloutSetting("HalfCheetah-v4", 1, Crashes);
        using (var processes = new WorkerProcesses(
            WorkerLaunch.OfThisProgram(WorkerArgument), setting, Rollouts, notes.WriteLine))
        using (var watch = new DeathWatch())
        {
            Report(rows, "worker process, SIGSEGV", Measure(restarts, processes, watch.LastBefore));
        }

        FailingCheetah.Register();
        using var threads = new LocalRunners(setting with { Environment = FailingCheetah.RegisteredId, Faults = FaultRates.None });
        Report(rows, "worker thread, exception", Measure(restarts, threads, _ => FailingCheetah.LastFailure()));
    }

    private static void Report(RowWriter rows, string name, IReadOnlyList<(double Restart, double Lost)> times)
    {
        Row("slot runs again", [.. times.Select(t => t.Restart).Order()]);
        Row("time lost", [.. times.Select(t => t.Lost).Order()]);

        void Row(string what, double[] sorted) => rows.Write(
            $"{name}: {what}", ("median ms", Milliseconds(sorted[sorted.Length / 2])), ("worst ms", Milliseconds(sorted[^1])),
            ("restarts", sorted.Length));
    }

    private static double Milliseconds(double seconds) => Math.Round(1e3 * seconds, 1);

    /// <summary>Runs one slot after the other until so many of them had to be run again.</summary>
    /// <param name="restarts">How many.</param>
    /// <param name="runners">Where the worker lives.</param>
    /// <param name="lastDeath">The time stamp of the last death before a moment, since the last question.</param>
    private static List<(double Restart, double Lost)> Measure(int restarts, IRolloutRunners runners, Func<long, long?> lastDeath)
    {
        using var system = ActorSystem.Create("restart", Quiet);
        using var chunks = new BlockingCollection<(StoreChunk Chunk, long At)>();
        var replay = system.ActorOf(Props.Create(() => new Receiver(chunks)));
        var supervisor = system.ActorOf(Props.Create(() => new RolloutSupervisor(Rollouts, runners, replay)));
        var policy = PolicyFile.Read(Policy);
        var times = new List<(double, double)>();
        var undisturbed = new List<double>();
        var start = SlotState.Start(0);
        for (var round = 0; times.Count < restarts; round++)
        {
            supervisor.Tell(new CollectRound(round, policy, [start], [Steps]));
            if (!chunks.TryTake(out var done, Patience))
            {
                throw new BenchException("a slot was not done within a minute");
            }

            start = done.Chunk.Result.End;
            if (lastDeath(done.At) is not { } death)
            {
                undisturbed.Add(done.Chunk.Seconds);
            }
            else if (undisturbed.Count >= WarmUp)
            {
                var elapsed = Stopwatch.GetElapsedTime(death, done.At).TotalSeconds;
                times.Add((elapsed - done.Chunk.Seconds, elapsed - undisturbed.Order().ElementAt(undisturbed.Count / 2)));
            }
        }

        system.Terminate().Wait();
        return times;
    }

    private sealed class Receiver : ReceiveActor
    {
        public Receiver(BlockingCollection<(StoreChunk Chunk, long At)> chunks) =>
            Receive<StoreChunk>(chunk => chunks.Add((chunk, Stopwatch.GetTimestamp())));
    }
}
