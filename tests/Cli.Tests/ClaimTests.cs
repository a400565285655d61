using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Files;
using AwacAkka.Data.Survey;

namespace AwacAkka.Cli.Tests;

/// <summary>Of commands that make the same thing at the same moment one succeeds, and the others leave what it makes as it is.</summary>
[Trait("Category", "Run")]
public sealed class ClaimTests : CommandLineHarness
{
    private const int Rivals = 8;
    private const int Times = 20;

    [Fact]
    public void Of_many_that_take_a_folder_at_once_one_gets_it_and_the_others_change_nothing()
    {
        for (var time = 0; time < Times; time++)
        {
            var path = In($"run{time}");
            if (time % 2 == 1)
            {
                Directory.CreateDirectory(path); // an empty folder is taken in the same way
            }

            var claims = AtOnce(seed => Attempt(path, (ulong)seed));
            var winner = Assert.Single(claims, c => c.Claim is not null);
            Assert.All(claims.Where(c => c.Claim is null), c => Assert.Matches("taken by another process|is not empty", c.Refusal));
            Assert.StartsWith($"# seed {winner.Seed}\n", File.ReadAllText(Path.Combine(path, "config.conf")));
            Assert.Equal(["checkpoints", "config.conf", "run.lock"], Directory.GetFileSystemEntries(path).Select(Path.GetFileName).Order());
            winner.Claim!.Dispose();
        }
    }

    [Fact]
    public void A_folder_that_a_kill_left_before_it_became_a_runs_is_taken_unless_a_process_has_it()
    {
        var path = In("left");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "config.conf.partial"), "# seed");
        using (new FileStream(Path.Combine(path, "run.lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Contains("has just been taken by another process", Attempt(path, 1).Refusal, StringComparison.Ordinal);
        }

        var (_, claim, refusal) = Attempt(path, 2);
        Assert.Equal("", refusal);
        Assert.Equal(["checkpoints", "config.conf", "run.lock"], Directory.GetFileSystemEntries(path).Select(Path.GetFileName).Order());
        claim!.Dispose();
        Assert.Contains("is not empty", Attempt(path, 3).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_file_that_is_no_run_s_leftover_is_not_said_to_be_another_processs()
    {
        var path = In("mine");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "notes.partial"), "mine");
        Assert.Contains("exists and is not empty; name another with --run", Attempt(path, 1).Refusal, StringComparison.Ordinal);
        Assert.Equal(["notes.partial"], Directory.GetFileSystemEntries(path).Select(Path.GetFileName));
    }

    [Fact]
    public void Of_many_that_take_the_first_free_name_at_once_each_gets_one_of_its_own()
    {
        for (var time = 0; time < Times; time++)
        {
            var path = In($"free{time}");
            var claims = AtOnce(_ => RunClaim.TakeFirstFree(path));
            string[] expected = [path, .. Enumerable.Range(2, Rivals - 1).Select(number => $"{path}-{number}")];
            Assert.Equal(expected, claims.Select(c => c.Folder.FullPath).Order(StringComparer.Ordinal));
            Array.ForEach(claims, c => c.Dispose());
        }
    }

    [Fact]
    public async Task Of_trainings_that_name_one_folder_at_once_the_one_that_runs_can_be_verified()
    {
        var config = Write("tiny.conf", TinyPendulum);
        for (var time = 0; time < 3; time++)
        {
            var run = In($"run{time}");
            var outcomes = await Task.WhenAll(Enumerable.Range(1, 4).Select(
                number => Task.Run(() => RunAsync("train", "--config", config, "--set", $"algorithm.gamma=0.{number}", "--run", run))));
            var trained = Assert.Single(outcomes, o => o.Code == ExitCode.Success);
            Assert.All(outcomes.Where(o => o != trained), o => Assert.Equal((ExitCode.BadInput, ""), (o.Code, o.Out)));
            Assert.Equal(trained.LastLine, (await RunAsync("verify", run)).LastLine);
            Assert.Equal(trained.LastLine, (await RunAsync("resume", run)).LastLine);
        }
    }

    [Fact]
    public async Task Of_datasets_that_are_made_under_one_name_at_once_one_is_made()
    {
        for (var time = 0; time < 3; time++)
        {
            var file = In($"data{time}.npz");
            var outcomes = await Task.WhenAll(Enumerable.Range(1, 6).Select(seed => Task.Run(() => RunAsync(
                "dataset", "make", "--environment", "Pendulum-v1", "--policy", "random", "--steps", "3000", "--seed", $"{seed}", "--out", file))));
            var made = Assert.Single(outcomes, o => o.Code == ExitCode.Success);
            Assert.Contains(DatasetFile.Load(file).ContentHash(), made.Out);
            Assert.All(
                outcomes.Where(o => o != made),
                o => Assert.Matches("^error: '.*' (is being made by another process; wait for it|exists already; remove it)", o.Error));
            Assert.Empty(Directory.GetFiles(Folder, "*.partial"));
        }
    }

    [Fact]
    public async Task A_name_in_the_making_is_refused_before_the_work_and_one_that_a_killed_process_left_is_not()
    {
        var data = WriteDataset();
        using (NewOutput.Claim(In("new.npz")))
        using (NewOutput.Claim(In("minari")))
        using (NewOutput.Claim(In("returns.svg")))
        {
            const string Busy = "is being made by another process; wait for it, or name another";
            await RefuseAsync(Busy, "dataset", "import", data, "--out", In("new.npz"));
            await RefuseAsync(Busy, "dataset", "join", data, data, "--out", In("new.npz"));
            await RefuseAsync(Busy, "dataset", "export", data, "--out", In("minari"));
            await RefuseAsync(Busy, "dataset", "info", data, "--histogram", In("returns.svg"));
        }

        Write("new.npz.partial", "half");
        Write("minari.partial", "");
        Directory.CreateDirectory(In("minari.partial.d/data"));
        Assert.Equal(0, (await RunAsync("dataset", "import", data, "--out", In("new.npz"))).Code);
        Assert.Equal(0, (await RunAsync("dataset", "export", data, "--out", In("minari"))).Code);
        Assert.Equal(DatasetFile.Load(data).ContentHash(), DatasetFile.Load(In("new.npz")).ContentHash());
        Assert.Empty(Directory.GetFileSystemEntries(Folder, "*.partial*"));
    }

    private static (int Seed, RunClaim? Claim, string Refusal) Attempt(string path, ulong seed)
    {
        try
        {
            var claim = RunClaim.Take(path);
            claim.Record(new RunConfig(), seed, null);
            return ((int)seed, claim, "");
        }
        catch (RunConfigException e)
        {
            return ((int)seed, null, e.Message);
        }
    }

    /// <summary>What rivals come to that begin at the same moment.</summary>
    private static T[] AtOnce<T>(Func<int, T> act)
    {
        using var start = new Barrier(Rivals);
        var results = new T[Rivals];
        Thread[] threads =
        [
            .. Enumerable.Range(0, Rivals).Select(rival => new Thread(() =>
            {
                start.SignalAndWait();
                results[rival] = act(rival);
            })),
        ];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        return results;
    }
}
