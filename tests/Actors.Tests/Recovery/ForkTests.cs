using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A run that starts from a round of another stands alone, and with no changed key it comes to what the other came to.</summary>
[Trait("Category", "Run")]
public sealed class ForkTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), "awac-fork-" + Guid.NewGuid().ToString("N"));

    [Theory]
    [InlineData(0, 0, true)] // after the offline phase
    [InlineData(0, 2, true)]
    [InlineData(1, 1, true)]
    [InlineData(1, 3, false)] // without checkpoints: from the journal alone
    public async Task With_no_changed_key_a_fork_has_the_bits_of_its_source(int pipelineDepth, int round, bool checkpoints)
    {
        IReadOnlyList<RoundTrained> expected;
        RunResult whole;
        using (var source = RecoveredRun.Begun(Small, pipelineDepth))
        {
            whole = (await source.GoOnAsync())!;
            if (!checkpoints)
            {
                Directory.GetFiles(source.Folder.Checkpoints).ToList().ForEach(File.Delete);
            }

            expected = [.. (await source.ReadAsync()).History.Trained.Where(t => t.Phase == RunPhase.Online && t.Round >= round)];
            await CreateAsync(source, round);
        }

        // The source is gone.
        var result = await GoOnAsync();
        Assert.Equal((whole.Digest, whole.AfterOnline), (result.Digest, result.AfterOnline));
        var record = (await ReadAsync()).History;
        Assert.Equal(expected.Select(t => (t.Round, t.Digest, t.Transitions, t.Updates, t.Steps)), record.Trained.Select(t => (t.Round, t.Digest, t.Transitions, t.Updates, t.Steps)));
        Assert.Equal(round, record.Forked!.Round);
        Assert.Equal((whole.Digest, expected.Count), await VerifyAsync());
    }

    /// <summary>Its journal begins with the buffer's contents, of which it has to know what was the dataset, and which transition follows which.</summary>
    [Theory]
    [InlineData("rlpd")]
    [InlineData("rebrac")]
    public async Task A_fork_draws_the_same_share_of_the_dataset_and_knows_the_same_episodes(string algorithm)
    {
        using var source = RecoveredRun.Begun(config => BatchSourceTests.Small(config, algorithm));
        var whole = (await source.GoOnAsync())!;
        await CreateAsync(source, 2);
        var result = await GoOnAsync();
        Assert.Equal(whole.Digest, result.Digest);
        Assert.Equal(2_000, (await ReadAsync()).History.OfflineTransitions);
    }

    [Fact]
    public async Task A_fork_goes_on_with_the_average_of_the_policy()
    {
        using var source = RecoveredRun.Begun(config => Small(config) with { Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 2, PolicyAverage: 0.25f) });
        var whole = (await source.GoOnAsync())!;
        await CreateAsync(source, 2);
        Assert.Equal(whole.Digest, (await GoOnAsync()).Digest);
        var (expected, actual) = (source.Folder.Policy, Path.Combine(path, Path.GetFileName(source.Folder.Policy)));
        Assert.Equal(await File.ReadAllBytesAsync(expected, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(actual, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_fork_of_the_offline_phase_with_another_algorithm_is_the_run_that_had_it_from_the_start()
    {
        var whole = await TestRun.CalmAsync(change: PhaseTests.Both);
        using var source = RecoveredRun.Begun(config => PhaseTests.Both(config) with { OnlineAlgorithm = null });
        await source.GoOnAsync();
        string[] changes =
        [
            .. PhaseTests.Both(source.Request.Config).ToHocon().Split('\n')
                .Where(line => line.StartsWith("online.algorithm.", StringComparison.Ordinal) && !line.Contains(".offline-batch-size", StringComparison.Ordinal))
                .Select(line => line.Replace("\"", string.Empty, StringComparison.Ordinal).Replace(" = ", "=", StringComparison.Ordinal)),
        ];
        await CreateAsync(source, 0, changes);
        Assert.Equal(whole.Result.Digest, (await GoOnAsync()).Digest);
        var recorded = await source.ReadAsync();
        var refused = Assert.Throws<RunConfigException>(() => RunFork.Plan(recorded, 2, changes, null));
        Assert.Contains("online.algorithm.", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<RunConfigException>(() => RunFork.Plan(recorded, 0, [.. changes, "algorithm.gamma=0.5"], null));
        Assert.StartsWith("algorithm.gamma has no effect in a fork, behind the offline phase, where online.algorithm.name is ", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<RunConfigException>(() => RunFork.Plan(recorded, 0, [.. changes, "algorithm.offline-share=0.5"], null));
        Assert.StartsWith("algorithm.offline-share (from --set) has no effect while online.algorithm.name is ", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A log need not hold the state that a terminal row led to; masked, nothing asks for it.</summary>
    [Fact]
    public async Task A_fork_cannot_ask_for_what_comes_behind_terminals_of_data_that_were_read_without()
    {
        using var source = RecoveredRun.Begun(config => Small(config) with { Algorithm = (ValueConfig)config.Algorithm with { MaskTerminals = true } });
        await source.GoOnAsync();
        var recorded = await source.ReadAsync();
        foreach (var key in (string[])["algorithm.mask-terminals=false", "online.algorithm.mask-terminals=false"])
        {
            var refused = Assert.Throws<RunConfigException>(() => RunFork.Plan(recorded, 0, ["online.algorithm.name=awac", key], null));
            Assert.StartsWith("mask-terminals cannot change to false in a fork of a run with a dataset", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_fork_that_is_stopped_and_extended_again_and_again_ends_as_one_that_was_not(int pipelineDepth)
    {
        using var source = await RecoveredRun.StoppedAsync(5, pipelineDepth, Small);
        string[] changes = ["algorithm.gamma=0.9", "rollouts.slots=3", "online.steps-per-round=150", "online.steps=1500", "replay.capacity=2300"];
        await CreateAsync(source, 2, changes);
        var whole = await GoOnAsync();
        var metrics = await File.ReadAllTextAsync(Path.Combine(path, "metrics.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(whole.Digest, (await VerifyAsync()).Digest);
        var steps = (await ReadAsync()).History.Trained.Select(t => t.Steps).ToArray();
        Assert.Equal((406 + 150, 1500), (steps[0], steps[^1]));
        Directory.Delete(path, recursive: true);

        changes[3] = "online.steps=856"; // three rounds behind the two
        await CreateAsync(source, 2, changes);
        Assert.Null(await GoOnAsync(rows: 1));
        Assert.Null(await GoOnAsync(rows: 2, "online.steps=1500"));
        Array.ForEach(Directory.GetFiles(Path.Combine(path, "checkpoints")), File.Delete); // back to the fork's start
        Assert.Equal(whole, await GoOnAsync());
        Assert.Equal(metrics, await File.ReadAllTextAsync(Path.Combine(path, "metrics.csv"), TestContext.Current.CancellationToken));
        Assert.Equal(whole.Digest, (await VerifyAsync()).Digest);
    }

    [Fact]
    public async Task A_fork_of_a_fork_and_another_seed()
    {
        using var source = RecoveredRun.Begun(Small, pipelineDepth: 1);
        var whole = await source.GoOnAsync();
        await CreateAsync(source, 1);
        Assert.Null(await GoOnAsync(rows: 1));
        var first = await ReadAsync();
        var second = Path.Combine(path, "second");
        var same = await RunFork.Plan(first, 2, [], null).CreateAsync(second, false, _ => { }, TestContext.Current.CancellationToken);
        same.Dispose();
        Assert.Equal(whole!.Digest, (await GoOnAsync(same.Folder)).Digest);
        var other = await RunFork.Plan(first, 1, [], 9).CreateAsync(Path.Combine(path, "other"), false, _ => { }, TestContext.Current.CancellationToken);
        other.Dispose();
        Assert.NotEqual(whole.Digest, (await GoOnAsync(other.Folder)).Digest);
        Assert.Throws<RunConfigException>(() => RunFork.Plan(first, 0, [], null));
    }

    [Fact]
    public async Task A_pruned_run_is_forked_after_what_it_still_holds()
    {
        using var source = RecoveredRun.Begun(c => Small(c) with
        {
            Online = new OnlineSection(Steps: 6_000, StepsPerRound: 500, UpdatesPerStep: 0.02),
            Replay = new ReplaySection(1_000),
        });
        await source.GoOnAsync();
        var recorded = await source.ReadAsync();
        Assert.NotNull(recorded.History.Pruned);
        var refused = Assert.Throws<RunConfigException>(() => RunFork.Plan(recorded, 2, [], null));
        Assert.Contains("have been pruned from the journal: fork after online round", refused.Message, StringComparison.Ordinal);
        await CreateAsync(source, 11, ["online.steps=12000"]);
        Assert.Null(await GoOnAsync(rows: 6));
        var result = await GoOnAsync();
        Assert.NotNull((await ReadAsync()).History.Pruned); // by the fork itself
        Assert.Equal(result.Digest, (await VerifyAsync()).Digest);
        var longer = await source.ExtendAsync(["online.steps=12000"]);
        Assert.Equal(longer!.Digest, result.Digest);
        Assert.Equal(longer.Digest, await source.VerifyAsync());
    }

    /// <summary>The last step of making a fork is its configuration; a kill before leaves a folder that is no run, and nothing half.</summary>
    [Fact]
    public async Task A_fork_that_cannot_be_made_whole_is_no_run()
    {
        using var source = await RecoveredRun.StoppedAsync(5, change: Small);
        var recorded = await source.ReadAsync();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunFork.Plan(recorded, 1, [], null).CreateAsync(path, false, _ => { }, stop.Token));
        Assert.False(Directory.Exists(path));
        using (var later = new CancellationTokenSource()) // stopped amid the journal's writing
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => RunFork.Plan(recorded, 1, [], null).CreateAsync(path, false, _ => later.Cancel(), later.Token));
            Assert.False(Directory.Exists(path));
        }

        await CreateAsync(source, 1);
        File.Delete(Path.Combine(path, "config.conf"));
        Assert.Throws<RunConfigException>(() => RunFolder.Open(path));
        Assert.Throws<RunConfigException>(() => RunFolder.CheckNew(path));
    }

    [Fact]
    public async Task A_fork_whose_start_is_damaged_is_refused()
    {
        using var source = await RecoveredRun.StoppedAsync(5, change: Small);
        await CreateAsync(source, 1);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(path, "run.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE journal SET message = zeroblob(100) WHERE persistence_id = 'start'";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var refused = await Assert.ThrowsAsync<StorageException>(() => ReadAsync());
        Assert.Contains("is damaged: the state that a fork starts from does not have the checksum", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static RunConfig Small(RunConfig config) => config with
    {
        Offline = new OfflineSection(Updates: 60, UpdatesPerRound: 30, EvaluateEvery: 60),
        Online = config.Online with { UpdatesPerStep = 0.2 },
        Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 2),
    };

    private async Task CreateAsync(RecoveredRun source, int round, string[]? changes = null)
    {
        var fork = RunFork.Plan(await source.ReadAsync(), round, changes ?? [], null);
        (await fork.CreateAsync(path, false, _ => { }, TestContext.Current.CancellationToken)).Dispose();
    }

    private Task<RecordedRun> ReadAsync() => RecordedRun.ReadAsync(RunFolder.Open(path), TestContext.Current.CancellationToken);

    private async Task<RunResult> GoOnAsync(RunFolder? folder = null)
    {
        var recorded = folder is null ? await ReadAsync() : await RecordedRun.ReadAsync(folder, TestContext.Current.CancellationToken);
        return await new RunLauncher(NullLoggerFactory.Instance).TrainAsync(
            recorded.ToRequest(false), new IgnoredProgress(), TestContext.Current.CancellationToken);
    }

    /// <summary>Goes on, extended where keys are given, until so many rows are reported, the last one of before among them.</summary>
    private async Task<RunResult?> GoOnAsync(int rows, params string[] overrides)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var request = (await ReadAsync()).Extend(overrides).ToRequest(false);
        try
        {
            return await new RunLauncher(NullLoggerFactory.Instance).TrainAsync(request, new StopAfter(rows, stop), stop.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<(string Digest, int Rounds)> VerifyAsync()
    {
        using var verification = await RunVerification.OpenAsync(await ReadAsync(), false, TestContext.Current.CancellationToken);
        return (verification.Run(null, _ => { }, TestContext.Current.CancellationToken).Digest(), verification.Rounds.Count);
    }

    private sealed class StopAfter(int rows, CancellationTokenSource stop) : IRunProgress
    {
        private readonly HashSet<int> seen = [];

        public void RoundEnded(MetricsRow row)
        {
            if (seen.Add(row.Round) && seen.Count >= rows)
            {
                stop.Cancel();
            }
        }
    }
}
