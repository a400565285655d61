using System.Diagnostics;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A comparison that is stopped, killed, and loses a run's process on the way comes to the runs that it would have come to undisturbed.</summary>
[Trait("Category", "Run")]
public sealed class ComparisonKillTests : IDisposable
{
    private const string Scenario =
        """
        include "reference.conf"
        environment.id = Pendulum-v1
        algorithm { name = sac, policy-hidden = [8], critic-hidden = [8], online-batch-size = 16 }
        offline.updates = 0
        online { steps = 20000, steps-per-round = 500, random-steps = 500 }
        evaluation { episodes = 2, every-rounds = 10 }
        checkpoints.every-rounds = 2
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("awac-compare").FullName;

    private string Out => Path.Combine(folder, "out");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Whatever_ends_its_processes_the_runs_come_to_the_same_digests()
    {
        File.WriteAllText(Path.Combine(folder, "scenario.conf"), Scenario);
        var table = Path.Combine(folder, "table.conf");
        File.WriteAllText(table, "seeds = \"1..2\"\nentries = [sac]\nconfig = scenario.conf\nevaluation.episodes = 2\nresamples = 100\n");
        string[] compare = ["compare", "--config", table, "--out", Out];

        using (var stopped = AwacProcess.Start(compare))
        {
            await stopped.UntilAsync(() => HasTrained("seed1"));
            stopped.Signal("INT");
            Assert.Equal(0, await stopped.ExitCodeAsync());
            Assert.Equal($"stopped; go on with: scripts/awac compare --config {table} --out {Out}", stopped.LastLine);
            Assert.Empty(RunProcesses()); // all were waited for
        }

        using (var stopped = AwacProcess.Start(compare))
        {
            await stopped.UntilAsync(() => RunProcesses(stopped).Count > 0);
            foreach (var run in RunProcesses(stopped)) // as a signal to the whole group, which the runs may hear first
            {
                using var signal = Process.Start("kill", ["-TERM", $"{run}"]);
                await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            stopped.Signal("TERM");
            Assert.Equal(0, await stopped.ExitCodeAsync());
            Assert.DoesNotContain("failed", stopped.Output, StringComparison.Ordinal);
            Assert.Equal($"stopped; go on with: scripts/awac compare --config {table} --out {Out}", stopped.LastLine);
            Assert.Empty(RunProcesses()); // all were waited for
        }

        using (var killed = AwacProcess.Start(compare))
        {
            await killed.UntilAsync(() => RunProcesses(killed).Count > 0);
            Assert.True(await killed.KillAsync());
        }

        using (var bereft = AwacProcess.Start(compare)) // while the processes of the one before may still be ending
        {
            await bereft.UntilAsync(() => bereft.Output.Contains("sac, seed 1: goes on", StringComparison.Ordinal) && RunProcesses(bereft).Count > 0);
            using (var victim = Process.GetProcessById(RunProcesses(bereft)[0]))
            {
                victim.Kill();
            }

            Assert.Equal(1, await bereft.ExitCodeAsync());
            Assert.Matches("^error: [12] of 2 runs failed, sac, seed [12] because .*, so their entries are left out; start the comparison again, which keeps what is finished$", bereft.LastLine);
        }

        Assert.Equal(0, (await AwacProcess.RunAsync(compare)).Code);
        var recorded = File.ReadAllLines(Path.Combine(Out, "results.csv")).Skip(1).Select(line => line.Split(',')[7]).ToArray();
        for (var seed = 1; seed <= 2; seed++)
        {
            var run = Path.Combine(folder, $"alone{seed}");
            var (_, last) = await AwacProcess.RunAsync("train", "--config", Path.Combine(folder, "scenario.conf"), "--seed", $"{seed}", "--run", run);
            Assert.Equal($"digest {recorded[seed - 1]}", last);
        }
    }

    private bool HasTrained(string run) => Path.Combine(Out, "runs/sac", run, "metrics.csv") is var metrics && File.Exists(metrics);

    /// <summary>The processes of the comparison's runs, as Linux tells.</summary>
    private List<int> RunProcesses(AwacProcess? parent = null)
    {
        var found = new List<int>();
        foreach (var process in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(process, "cmdline"));
                if (line.Contains("compare-run", StringComparison.Ordinal) && line.Contains(folder, StringComparison.Ordinal)
                    && (parent is null || File.ReadAllText(Path.Combine(process, "status")).Contains($"PPid:\t{parent.Id}\n", StringComparison.Ordinal)))
                {
                    found.Add(int.Parse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return found;
    }
}
