using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A journal file that is not what the run wrote is refused by name, nothing is trained on it, and nothing is changed.</summary>
[Trait("Category", "Run")]
public sealed class JournalFileTests
{
    private const string MissingJournal = "has trained, but its journal run.db is missing or without events; bring a copy of it back";
    private const string Damaged = "is damaged: ";

    [Theory]
    [InlineData(0, MissingJournal)]
    [InlineData(50, Damaged)]
    [InlineData(1_000, Damaged)]
    [InlineData(4_096, Damaged)]
    [InlineData(-70_000, Damaged)]
    [InlineData(-4_096, Damaged)]
    [InlineData(-1, Damaged)]
    public async Task A_truncated_database_is_refused(int length, string expected)
    {
        using var run = await RecoveredRun.StoppedAsync(6);
        using (var file = File.OpenWrite(run.Folder.Journal))
        {
            file.SetLength(length < 0 ? file.Length + length : length);
        }

        await RefusedAsync(run, expected);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        await File.WriteAllTextAsync(run.Folder.Journal, string.Concat(Enumerable.Repeat("no journal\n", 2_000)), TestContext.Current.CancellationToken);
        await RefusedAsync(run, "is damaged: it is no SQLite database; bring a good copy of it back, or train a new run");
    }

    [Theory]
    [InlineData("DROP TABLE journal", MissingJournal)]
    [InlineData("ALTER TABLE journal DROP COLUMN writer_uuid", "another layout than this version's: its table journal lacks the column writer_uuid; use the version")]
    [InlineData("ALTER TABLE journal RENAME COLUMN message TO payload", "its table journal lacks the column message")]
    public async Task Tables_of_another_layout_are_refused(string sql, string expected)
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        Execute(run.Folder, sql);
        await RefusedAsync(run, expected);
    }

    [Fact]
    public async Task A_missing_journal_of_a_trained_run_is_refused_and_not_made_anew()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        File.Delete(run.Folder.Journal);
        await RefusedAsync(run, MissingJournal);
    }

    [Fact]
    public async Task A_locked_journal_is_waited_for_and_then_named()
    {
        var whole = await TestRun.CalmAsync();
        using var run = await RecoveredRun.StoppedAsync(2);
        var request = (await run.ReadAsync()).ToRequest(acceptOtherCpu: false);
        using (var other = new SqliteConnection($"Data Source={run.Folder.Journal};Pooling=False"))
        {
            other.Open();
            using var transaction = other.BeginTransaction(deferred: false);
            var refused = await Assert.ThrowsAsync<StorageException>(() => run.ResumeAsync(request));
            Assert.Equal($"the journal '{run.Folder.Journal}' is locked by another program; end that one, then resume the run", refused.Message);
        }

        Assert.Equal(whole.Result, await run.ResumeAsync());
        Assert.Equal(whole.Metrics, run.Metrics);
    }

    /// <summary>On a busy machine the lock may last longer than meant: what counts is how long it was held while the run was refused.</summary>
    [Fact]
    public async Task A_brief_lock_is_waited_for()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        var request = (await run.ReadAsync()).ToRequest(acceptOtherCpu: false);
        for (var attempt = 1; ; attempt++)
        {
            using var other = new SqliteConnection($"Data Source={run.Folder.Journal};Pooling=False");
            other.Open();
            var held = System.Diagnostics.Stopwatch.StartNew();
            var transaction = other.BeginTransaction(deferred: false);
            var resumed = run.ResumeAsync(request);
            await Task.Delay(100, TestContext.Current.CancellationToken);
            transaction.Dispose();
            held.Stop();
            try
            {
                Assert.Equal((await TestRun.CalmAsync()).Result, await resumed);
                return;
            }
            catch (StorageException) when (held.ElapsedMilliseconds > 400 && attempt < 20)
            {
            }
        }
    }

    [Fact]
    public async Task Looking_at_a_journal_leaves_no_files_behind()
    {
        using var run = await RecoveredRun.StoppedAsync(2);
        var before = FolderHash.Of(run.Folder.FullPath);
        Assert.True(JournalFile.Check(run.Folder));
        Assert.Equal(before, FolderHash.Of(run.Folder.FullPath));
    }

    /// <summary>SQLite reads the log up to the first page that is not whole; what came behind it is done again.</summary>
    [Fact]
    public async Task A_torn_write_ahead_log_is_gone_on_from_where_it_is_whole()
    {
        var folder = Directory.CreateTempSubdirectory("awac-torn-").FullName;
        try
        {
            var scenario = KillScenario.All[0];
            var whole = await scenario.WholeAsync();
            var run = Path.Combine(folder, "run");
            var log = Path.Combine(run, "run.log");
            using (var process = AwacProcess.Start("train", "--config", scenario.Write(folder), "--run", run))
            {
                await process.UntilAsync(() => File.Exists(log) && File.ReadAllText(log).Contains("Online round 3 trained", StringComparison.Ordinal));
                Assert.True(await process.KillAsync());
            }

            foreach (var share in (double[])[0.5, 0.8, 1])
            {
                var torn = Directory.CreateDirectory(Path.Combine(folder, $"torn-{share}")).FullName;
                foreach (var file in Directory.GetFiles(run).Where(f => !f.EndsWith("-shm", StringComparison.Ordinal)))
                {
                    File.Copy(file, Path.Combine(torn, Path.GetFileName(file)));
                }

                using (var wal = File.OpenWrite(Path.Combine(torn, "run.db-wal")))
                {
                    wal.SetLength((long)(wal.Length * share) - 1);
                }

                Assert.Equal(whole.Result, await RecoveredRun.EndAsync(torn));
                Assert.Equal(whole.Metrics, await File.ReadAllTextAsync(Path.Combine(torn, "metrics.csv"), TestContext.Current.CancellationToken));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RefusedAsync(RecoveredRun run, string expected)
    {
        var before = FolderHash.Of(run.Folder.FullPath);
        var resumed = await Assert.ThrowsAsync<StorageException>(() => run.ResumeAsync());
        Assert.Contains(expected, resumed.Message, StringComparison.Ordinal);
        Assert.Contains(run.Folder.FullPath, resumed.Message, StringComparison.Ordinal);
        var verified = await Assert.ThrowsAsync<StorageException>(run.VerifyAsync);
        Assert.Equal(resumed.Message, verified.Message);
        Assert.Equal(before, FolderHash.Of(run.Folder.FullPath));
    }

    private static void Execute(RunFolder folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
