using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Begins runs, kills and resumes them again and again, and holds each at its end against the run that no one killed.</summary>
/// <param name="scenario">What runs.</param>
/// <param name="folder">An empty folder of the chain's own.</param>
/// <param name="seed">Decides the moments of the kills, as far as clocks let it.</param>
internal sealed class KillChain(KillScenario scenario, string folder, int seed)
{
    private static readonly string[] Events = ["run started", "seeded", "opened", "trained", "evaluated"];
    private readonly Random random = new(seed);
    private readonly KillTally tally = new();
    private readonly HashSet<(string Path, DateTime Written)> partials = []; // one stays behind until its round is trained again

    /// <summary>Goes on until so many processes were killed and the last run has ended.</summary>
    public async Task<KillTally> RunAsync(int kills)
    {
        var whole = await scenario.WholeAsync();
        var config = scenario.Write(folder);
        while (tally.Kills < kills)
        {
            var run = Path.Combine(folder, "run");
            var last = await RunToItsEndAsync(run, config, kills);
            Assert.Equal($"digest {whole.Result.Digest}", last);
            Assert.Equal(whole.Metrics, await File.ReadAllTextAsync(Path.Combine(run, "metrics.csv"), TestContext.Current.CancellationToken));
            Assert.Empty(Directory.GetFiles(run, "*.partial", SearchOption.AllDirectories));
            var chunks = await JournalEvents.ReadAsync<ChunkStored>(RunFolder.Open(run), ReplayActor.Id, TestContext.Current.CancellationToken);
            tally.Terminals += chunks.Where(c => c.Round != ChunkStored.OfflineRound).Sum(c => c.Chunk.Terminals.Count(ended => ended));
            tally.Runs++;
            Assert.InRange(tally.Runs, 1, 10 + 10 * kills); // a run that ends before its kill counts none
            Directory.Delete(run, recursive: true);
        }

        return tally;
    }

    private async Task<string> RunToItsEndAsync(string run, string config, int kills)
    {
        var acknowledged = new AcknowledgedRounds(run);
        for (var processes = 0; processes <= kills; processes++)
        {
            var begun = File.Exists(Path.Combine(run, "config.conf"));
            if (!begun && Directory.Exists(run))
            {
                Directory.Delete(run, recursive: true); // killed while it made its folder, before there was a run
            }

            var logged = Log(run).Length;
            string[] command = begun ? ["resume", run] : ["train", "--config", config, "--run", run];
            using var process = AwacProcess.Start(command);
            if (tally.Kills < kills)
            {
                var opened = await AimAsync(process, begun, run);
                if (await process.KillAsync())
                {
                    Count(run, opened, logged);
                    Assert.Empty(acknowledged.FindLost());
                    continue;
                }
            }

            Assert.True(await process.ExitCodeAsync() == 0, process.Output);
            tally.Acknowledged += acknowledged.Count;
            return process.LastLine;
        }

        throw new InvalidOperationException($"the run has not ended after {kills} kills");
    }

    /// <summary>
    /// Waits for the moment of the kill: any, one behind some more rounds, one of the recovery, or one in which a checkpoint is being
    /// written.
    /// </summary>
    /// <returns>Whether the program had opened the journal of a run that it resumes.</returns>
    private async Task<bool> AimAsync(AwacProcess process, bool resumes, string run)
    {
        var (aim, cancellation) = (random.Next(resumes ? 4 : 2), TestContext.Current.CancellationToken);
        if (aim == 0)
        {
            await Task.Delay(random.Next(1_200), cancellation);
            return resumes && process.HasOpen("run.db");
        }

        if (aim == 1)
        {
            var (rounds, before) = (random.Next(1, 7), Rounds(run));
            await process.UntilAsync(() => Rounds(run) >= before + rounds, orEnded: true);
            await Task.Delay(random.Next(30), cancellation);
            return resumes;
        }

        if (aim == 2)
        {
            using var watch = new FileSystemWatcher(Directory.CreateDirectory(Path.Combine(run, "checkpoints")).FullName, "*.partial");
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            watch.Created += (_, _) => written.TrySetResult();
            watch.EnableRaisingEvents = true;
            await Task.WhenAny(written.Task, process.Ended, Task.Delay(3_000, cancellation));
            return true;
        }

        await process.UntilAsync(() => process.HasOpen("run.db"), orEnded: true);
        await Task.Delay(random.Next(150), cancellation);
        return true;
    }

    private void Count(string run, bool opened, int logged)
    {
        tally.Kills++;
        var log = Log(run);
        tally.Unbegun += log.Contains("run started", StringComparison.Ordinal) ? 0 : 1;
        tally.InRecovery += opened && !Events.Any(e => log[logged..].Contains(e, StringComparison.Ordinal)) ? 1 : 0;
        var checkpoints = Path.Combine(run, "checkpoints");
        var torn = Directory.Exists(checkpoints) ? Directory.GetFiles(checkpoints, "*.partial") : [];
        (string, DateTime)[] fresh = [.. torn.Select(t => (t, File.GetLastWriteTimeUtc(t))).Where(partials.Add)];
        tally.InCheckpoint += fresh.Length > 0 ? 1 : 0;
    }

    private static int Rounds(string run) => Log(run).Split(" trained: ").Length - 1;

    private static string Log(string run) => Path.Combine(run, "run.log") is var path && File.Exists(path) ? File.ReadAllText(path) : string.Empty;
}
