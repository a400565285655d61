using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Files that a scratch cleaner, or a user, takes away from under a run: without its journal it ends with a sentence, never with a result.</summary>
[Trait("Category", "Run")]
public sealed class VanishedFilesTests : IDisposable
{
    private const int LastRound = 3;
    private readonly string parent = Directory.CreateTempSubdirectory("awac-vanished-").FullName;

    private static readonly Dictionary<string, Action<RunFolder>> Acts = new()
    {
        ["journal removed"] = run => File.Delete(run.Journal),
        ["journal replaced"] = run =>
        {
            File.Copy(run.Journal, run.Journal + ".copy");
            File.Move(run.Journal + ".copy", run.Journal, overwrite: true);
        },
        ["log removed"] = run => File.Delete(run.Journal + "-wal"),
        ["folder removed"] = run => Remove(run.FullPath),
        ["folder moved"] = run => Directory.Move(run.FullPath, run.FullPath + "-moved"),
        ["folder taken by another"] = run =>
        {
            Remove(run.FullPath);
            RunFolder.Create(run.FullPath, new RunConfig(), 99, null);
        },
    };

    public static TheoryData<string, int> Moments
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var act in Acts.Keys)
            {
                data.Add(act, 1);
                data.Add(act, LastRound);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_run_whose_journal_is_taken_away_ends_with_a_sentence_and_touches_nothing_more(string act, int round)
    {
        var (folder, request) = Begin();
        string[] left = [];
        var refused = await Assert.ThrowsAsync<StorageException>(() => TrainAsync(request, round, () =>
        {
            Acts[act](folder);
            left = Entries();
        }));
        Assert.Matches($"^'{folder.Journal}(-wal)?' is no longer the file that this run writes its journal to: .* bring it back and resume", refused.Message);
        Assert.DoesNotContain(Entries().Except(left), e => !e.Contains("run.db", StringComparison.Ordinal));
        if (act == "folder taken by another")
        {
            Assert.Equal(["checkpoints", "config.conf", "run.lock"], Directory.GetFileSystemEntries(folder.FullPath).Select(Path.GetFileName).Order());
        }
    }

    [Fact]
    public async Task A_run_whose_folder_was_moved_goes_on_under_its_new_name()
    {
        var whole = await TestRun.CalmAsync(change: Short);
        var (folder, request) = Begin();
        await Assert.ThrowsAsync<StorageException>(() => TrainAsync(request, 2, () => Acts["folder moved"](folder)));
        var moved = await RecordedRun.ReadAsync(RunFolder.Open(folder.FullPath + "-moved"), TestContext.Current.CancellationToken);
        Assert.Equal(whole.Result, await TrainAsync(moved.ToRequest(acceptOtherCpu: false), int.MaxValue, () => { }));
    }

    [Fact]
    public async Task Checkpoints_and_policies_that_vanish_are_told_once_and_the_run_goes_on()
    {
        var whole = await TestRun.CalmAsync(change: Short);
        var (folder, request) = Begin();
        var notices = new List<string>();
        var result = await TrainAsync(
            request,
            2,
            () =>
            {
                Remove(folder.Checkpoints);
                File.Delete(folder.Policy);
            },
            notices);
        Assert.Equal(whole.Result, result);
        Assert.NotEmpty(notices); // which of them depends on what the run has pruned or written again by then
        Assert.Equal(notices.Distinct(), notices);
        Assert.All(notices, notice => Assert.Matches(
            $"^'{folder.FullPath}/(checkpoints/.*|policy).safetensors', which this run has written, was removed by another program; see that nothing cleans", notice));
        Assert.True(File.Exists(folder.Policy));
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);

    /// <summary>At one blow: the run may write a file while others are being deleted.</summary>
    private static void Remove(string path)
    {
        Directory.Move(path, path + "-gone");
        Directory.Delete(path + "-gone", recursive: true);
    }

    private static RunConfig Short(RunConfig config) => config with
    {
        Offline = new OfflineSection(Updates: 20, UpdatesPerRound: 10, EvaluateEvery: 20),
        Online = new OnlineSection(Steps: 300, StepsPerRound: 100, UpdatesPerStep: 0.1),
        Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 2),
        Checkpoints = new CheckpointsSection(EveryRounds: 1, Keep: 2),
    };

    private (RunFolder Folder, RunRequest Request) Begin()
    {
        var config = Short(TestRun.Config("Pendulum-v1", 2, 0)) with { Dataset = new DatasetSection("/not/needed/again.npz") };
        var dataset = TestRun.RandomDataset(seed: 7);
        var folder = RunFolder.Create(Path.Combine(parent, "run"), config, 1, dataset.ContentHash());
        return (folder, new RunRequest(config, 1, dataset, folder));
    }

    private string[] Entries() => Directory.GetFileSystemEntries(parent, "*", SearchOption.AllDirectories);

    private static Task<RunResult> TrainAsync(RunRequest request, int round, Action act, List<string>? notices = null) =>
        new RunLauncher(NullLoggerFactory.Instance).TrainAsync(request, new ActAfter(round, act, notices ?? []), TestContext.Current.CancellationToken);

    /// <summary>Acts when an online round is reported.</summary>
    private sealed class ActAfter(int round, Action act, List<string> notices) : IRunProgress
    {
        public void RoundEnded(MetricsRow row)
        {
            if ((row.Phase, row.Round) == (RunPhase.Online, round))
            {
                act();
            }
        }

        public void Noticed(string sentence) => notices.Add(sentence);
    }
}
