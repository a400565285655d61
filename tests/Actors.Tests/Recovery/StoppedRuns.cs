using System.Collections.Concurrent;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Actors.Tests.Recovery;

[assembly: AssemblyFixture(typeof(StoppedRuns))]

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Runs that were stopped on the way, each trained once in this process. A test gets a copy of the folder, to damage and to go on with.</summary>
public sealed class StoppedRuns : IDisposable
{
    private static readonly ConcurrentDictionary<(string Config, int Rounds), Lazy<Task<RecoveredRun>>> Trained = new();

    /// <summary>A copy of the run with that configuration that was stopped once so many rounds were reported.</summary>
    internal static async Task<RecoveredRun> CopyAsync(RunConfig config, int rounds)
    {
        var original = await Trained.GetOrAdd((config.Hash(), rounds), _ => new(() => TrainAsync(config, rounds))).Value;
        var (from, to) = (original.Folder.FullPath, RecoveredRun.NewPath());
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }

        return original.In(RunFolder.Open(to));
    }

    /// <summary>The end of all tests.</summary>
    public void Dispose()
    {
        foreach (var run in Trained.Values.Select(run => run.Value).Where(run => run.IsCompletedSuccessfully))
        {
            run.Result.Dispose();
        }
    }

    private static async Task<RecoveredRun> TrainAsync(RunConfig config, int rounds)
    {
        var run = RecoveredRun.Begun(config);
        Assert.Null(await run.GoOnAsync(rounds));
        return run;
    }
}
