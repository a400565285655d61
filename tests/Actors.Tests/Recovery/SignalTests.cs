using System.Diagnostics;
using AwacAkka.Actors.Configuration;
using AwacAkka.Collecting;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>
/// A signal ends the program cleanly, whatever the run is at, and the run ends later as if nothing had been. What each of
/// these runs is at would take it long by itself, so a test that passes has seen the stop.
/// </summary>
[Trait("Category", "Run")]
public sealed class SignalTests : IDisposable
{
    private const int Endless = 2_000_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // far beyond the promise, for a busy machine
    private readonly string folder = Directory.CreateTempSubdirectory("awac-signal-").FullName;
    private DirectoryInfo? hanging;
    private Scene? scene;

    /// <summary>What the program is at does not depend on the signal: each signal once, and each moment.</summary>
    [Theory]
    [InlineData("TERM", "an offline round")]
    [InlineData("INT", "an online round")]
    [InlineData("HUP", "an online round")] // the end of a terminal or a session
    [InlineData("INT", "an evaluation")]
    [InlineData("TERM", "a rollout")]
    public async Task A_signal_during_anything_long_ends_the_program_at_once_and_it_says_how_to_go_on(string signal, string moment)
    {
        var run = Path.Combine(folder, "run");
        using var process = AwacProcess.Start("train", "--config", WriteConfig(c => Prolong(c, moment)), "--run", run);
        if (moment == "a rollout")
        {
            await UntilAStepHangsAsync(process);
        }
        else
        {
            var sign = moment switch
            {
                "an offline round" => "replay buffer seeded",
                "an evaluation" => "Offline round 2 trained",
                _ => "Online round 1 trained",
            };
            await process.UntilAsync(() => LogOf(run).Contains(sign, StringComparison.Ordinal));
            await Task.Delay(100, TestContext.Current.CancellationToken); // into what comes behind the sign
        }

        await StopAsync(process, signal, moment);
        Assert.Equal($"stopped; resume with: scripts/awac resume {run}", process.LastLine);
        Assert.DoesNotContain("error", process.Output, StringComparison.Ordinal);
        Assert.Contains("stopped by the user", LogOf(run), StringComparison.Ordinal);
        Assert.True(moment != "a rollout" || LogOf(run).Contains("did not stop in time and is left behind", StringComparison.Ordinal), LogOf(run));
        Assert.DoesNotContain("timed out", LogOf(run), StringComparison.Ordinal); // Akka's own waiting is of ten seconds
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_while_the_dataset_goes_into_the_journal_leaves_a_run_that_can_go_on(string signal)
    {
        var run = Path.Combine(folder, "run");
        var config = WriteConfig(c => c with { Replay = new ReplaySection(100_000) }, transitions: 60_000);
        using (var process = AwacProcess.Start("train", "--config", config, "--run", run))
        {
            await process.UntilAsync(() => new FileInfo(Path.Combine(run, "run.db-wal")) is { Exists: true, Length: > 200_000 });
            await StopAsync(process, signal, "seeding");
            Assert.Equal($"stopped; resume with: scripts/awac resume {run}", process.LastLine);
        }

        var whole = await TestRun.CalmAsync(
            dataset: Dataset(60_000), change: c => RecoveredRun.Often(c) with { Replay = new ReplaySection(100_000) });
        Assert.Equal(whole.Result, await RecoveredRun.EndAsync(run));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_while_a_dataset_is_made_leaves_nothing_of_it(string signal)
    {
        var file = Path.Combine(folder, "new.npz");
        using var process = AwacProcess.Start("dataset", "make", "--environment", "Pendulum-v1", "--policy", "random", "--steps", "20000000", "--out", file);
        await process.UntilAsync(() => File.Exists(file + ".partial"));
        process.Signal(signal);
        Assert.Equal(130, await process.ExitCodeAsync());
        Assert.Equal("error: stopped before the end", process.LastLine);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_run_that_is_stopped_again_and_again_ends_as_the_uninterrupted_one()
    {
        var whole = await TestRun.CalmAsync(change: Longer);
        var run = Path.Combine(folder, "run");
        string[] command = ["train", "--config", WriteConfig(Longer), "--run", run];
        var stops = 0;
        for (var delay = 0; ; delay += 300)
        {
            Assert.InRange(stops, 0, 200); // each stop comes later than the one before: the run ends long before
            using var process = AwacProcess.Start(command);
            await process.FirstLine;
            await Task.Delay(delay, TestContext.Current.CancellationToken);
            if (!process.HasExited)
            {
                process.Signal(stops % 2 == 0 ? "TERM" : "INT");
            }

            Assert.True(await process.ExitCodeAsync() == 0, process.Output);
            if (process.LastLine.StartsWith("digest ", StringComparison.Ordinal))
            {
                Assert.Equal($"digest {whole.Result.Digest}", process.LastLine);
                break;
            }

            Assert.Equal($"stopped; resume with: scripts/awac resume {run}", process.LastLine);
            command = ["resume", run];
            stops++;
        }

        Assert.NotEqual(0, stops);
        Assert.Equal(whole.Metrics, Read(Path.Combine(run, "metrics.csv")));
    }

    /// <summary>As <c>timeout</c> sends them. They must not be taken for the wish to end at once, which would leave a file behind.</summary>
    [Fact]
    public async Task Two_signals_in_quick_succession_are_one()
    {
        var file = Path.Combine(folder, "new.npz");
        using var process = AwacProcess.Start("dataset", "make", "--environment", "Pendulum-v1", "--policy", "random", "--steps", "20000000", "--out", file);
        await process.UntilAsync(() => File.Exists(file + ".partial"));
        using (var both = Process.Start("bash", ["-c", $"kill -TERM {process.Id}; kill -HUP {process.Id}"])) // another one: the same may be lost while the first waits
        {
            await both.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(130, await process.ExitCodeAsync());
        Assert.Equal("error: stopped before the end", process.LastLine);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    /// <summary>The run's configuration is a pipe that nothing comes through: the program waits for it, which no clean stop can end.</summary>
    [Fact]
    public async Task A_later_signal_ends_the_program_without_waiting_for_anything()
    {
        var pipe = Path.Combine(folder, "config.conf");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var process = AwacProcess.Start("evaluate", folder);
        // It opens once the program has opened it.
        await using var end = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write), TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        for (var i = 0; !process.HasExited; i++)
        {
            Assert.InRange(i, 0, 100);
            process.Signal(i % 2 == 0 ? "TERM" : "INT");
            await Task.Delay(TimeSpan.FromSeconds(0.7), TestContext.Current.CancellationToken); // later than those that are one
        }

        Assert.Equal(130, await process.ExitCodeAsync());
        Assert.Empty(process.Output);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_while_a_policy_is_judged_ends_the_program_with_a_sentence(string signal)
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        using var process = AwacProcess.Start("evaluate", run.Folder.FullPath, "--best", "--seed", "1", "--episodes", "100000000");
        await process.FirstLine; // notes that the seed is the run's own
        process.Signal(signal);
        Assert.Equal(130, await process.ExitCodeAsync());
        Assert.Equal("error: stopped before the end", process.LastLine);
    }

    [Fact]
    public async Task Two_processes_do_not_work_on_one_run()
    {
        var run = Path.Combine(folder, "run");
        using var first = AwacProcess.Start("train", "--config", WriteConfig(c => Prolong(c, "an offline round")), "--run", run);
        await first.UntilAsync(() => LogOf(run).Contains("replay buffer seeded", StringComparison.Ordinal));
        Assert.Equal((2, $"error: the run '{run}' is open in another process; stop that one first"), await AwacProcess.RunAsync("resume", run));
        await StopAsync(first, "TERM", "an offline round");
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        hanging?.Delete(recursive: true);
    }

    private static RunConfig Longer(RunConfig config) => RecoveredRun.Often(config) with { Online = config.Online with { Steps = 4_000 } };

    private RunConfig Prolong(RunConfig config, string moment) => moment switch
    {
        "an offline round" => config with { Offline = new OfflineSection(Endless, Endless, Endless) },
        "an online round" => config with { Online = new OnlineSection(100_000, 203, UpdatesPerStep: 1) },
        "an evaluation" => config with { Evaluation = new EvaluationSection(Episodes: 100_000, EveryRounds: 1) },
        _ => config with // a step that no one can interrupt: the program leaves it behind
        {
            Environment = HangingInSteps(),
            Dataset = new DatasetSection(),
            Offline = new OfflineSection(Updates: 0),
            Rollouts = config.Rollouts with { Slots = 1, StepTimeout = TimeSpan.FromHours(1) },
        },
    };

    /// <summary>Its steps hang for longer than a test waits, and no other call does.</summary>
    private EnvironmentSection HangingInSteps()
    {
        (var environment, hanging) = HangingPendulums.Begin("signalled-rollouts");
        scene = new Scene(hanging.FullName, alwaysInConstruction: false);
        Array.ForEach([.. Enum.GetValues<EnvironmentCall>().Where(call => call != EnvironmentCall.Step)], scene.Notice);
        return new EnvironmentSection(environment) { Assemblies = [typeof(HangingPendulums).Assembly.Location] };
    }

    private Task UntilAStepHangsAsync(AwacProcess process) => process.UntilAsync(() => scene!.HasHung(EnvironmentCall.Step));

    private static async Task StopAsync(AwacProcess process, string signal, string moment)
    {
        var clock = Stopwatch.StartNew();
        process.Signal(signal);
        Assert.True(await process.ExitCodeAsync(Patience) == 0, $"SIG{signal} during {moment}:\n{process.Output}");
        TestContext.Current.TestOutputHelper?.WriteLine($"SIG{signal} during {moment}: ended after {clock.ElapsedMilliseconds} ms");
    }

    private static OfflineDataset Dataset(int transitions)
    {
        using var environment = Collecting.PolicyEnvironment.Make("Pendulum-v1");
        return OfflineDataset.Of(new Collecting.SlotRollout(environment, 7).Run(Collecting.SlotState.Start(0), null, transitions).Chunk);
    }

    private static string LogOf(string run) => Path.Combine(run, "run.log") is var log && File.Exists(log) ? Read(log) : "";

    private static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private string WriteConfig(Func<RunConfig, RunConfig> change, int transitions = 2_000)
    {
        var data = Path.Combine(folder, "data.npz");
        var file = Path.Combine(folder, "run.conf");
        DatasetFile.Save(data, Dataset(transitions));
        var config = RecoveredRun.Often(TestRun.Config("Pendulum-v1", 1, 0)) with { Dataset = new DatasetSection(data) };
        File.WriteAllText(file, change(config).ToHocon());
        return file;
    }
}
