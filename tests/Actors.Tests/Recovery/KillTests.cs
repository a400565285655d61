using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Data;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>The program is killed at random moments, in training and in recovery, and resumed: not one bit of the run changes.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 5;
    private readonly string folder = Directory.CreateTempSubdirectory("awac-kill-").FullName;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    public async Task KilledAtRandomMomentsARunEndsAsTheUninterruptedOne(int pipelineDepth, int workers)
    {
        var random = new Random(100 * pipelineDepth + workers);
        var whole = await TestRun.TrainAsync(workers: workers, pipelineDepth: pipelineDepth, change: Longer);
        for (var (killed, number) = (0, 0); killed < Kills; number++)
        {
            var run = Path.Combine(folder, $"run-{number}");
            killed += await KillAndResumeAsync(run, WriteConfig(workers, pipelineDepth), random, Kills - killed);
            Assert.Equal(whole.Metrics, await File.ReadAllTextAsync(Path.Combine(run, "metrics.csv"), TestContext.Current.CancellationToken));
            Assert.EndsWith($"digest {whole.Result.Digest}", await OutputAsync("resume", run), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ASignalStopsTheProgramCleanlyAndItSaysHowToGoOn()
    {
        var run = Path.Combine(folder, "stopped");
        using var process = AwacProcess.Start("train", "--config", WriteConfig(1, 0), "--run", run);
        await process.FirstLine;
        process.Terminate();
        Assert.Equal(0, await process.ExitCodeAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"resume with: scripts/awac resume {run}", process.Output, StringComparison.Ordinal);
        var whole = await TestRun.TrainAsync(workers: 1, change: Longer);
        Assert.EndsWith($"digest {whole.Result.Digest}", await OutputAsync("resume", run), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static RunConfig Longer(RunConfig config) =>
        RecoveredRun.Often(config) with { Online = config.Online with { Steps = 4_000 }, Replay = new ReplaySection(3_000) };

    private static async Task<string> OutputAsync(params string[] arguments)
    {
        using var process = AwacProcess.Start(arguments);
        var code = await process.ExitCodeAsync(TestContext.Current.CancellationToken);
        Assert.True(code == 0, process.Output);
        return process.Output;
    }

    /// <summary>Begins a run and kills it until it ends by itself or was killed often enough; returns the number of kills.</summary>
    private static async Task<int> KillAndResumeAsync(string run, string config, Random random, int wanted)
    {
        for (var kills = 0; ;)
        {
            var began = File.Exists(Path.Combine(run, "run.db"));
            if (!began && Directory.Exists(run))
            {
                Directory.Delete(run, recursive: true);
            }

            string[] command = began ? ["resume", run] : ["train", "--config", config, "--run", run];
            using var process = AwacProcess.Start(command);
            if (kills < wanted)
            {
                if (random.Next(2) == 0)
                {
                    await process.FirstLine;
                }

                await Task.Delay(random.Next(900), TestContext.Current.CancellationToken);
                if (await process.KillAsync())
                {
                    kills++;
                    continue;
                }
            }

            var code = await process.ExitCodeAsync(TestContext.Current.CancellationToken);
            if (code == 2 && process.Output.Contains("stopped before anything was recorded", StringComparison.Ordinal))
            {
                Directory.Delete(run, recursive: true); // killed before its first event, a run says that there is nothing to resume
                continue;
            }

            Assert.True(code == 0, process.Output);
            return kills;
        }
    }

    private string WriteConfig(int workers, int pipelineDepth)
    {
        var data = Path.Combine(folder, "data.npz");
        var file = Path.Combine(folder, "run.conf");
        DatasetFile.Save(data, TestRun.RandomDataset(seed: 7));
        var config = Longer(TestRun.Config("Pendulum-v1", workers, pipelineDepth)) with { Dataset = new DatasetSection(data) };
        File.WriteAllText(file, config.ToHocon());
        return file;
    }
}
