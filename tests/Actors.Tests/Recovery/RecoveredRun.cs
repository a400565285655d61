using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Files;
using AwacAkka.Data.Transitions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A small run in a folder of its own that is stopped and resumed within this process, and whose records can be damaged.</summary>
internal sealed class RecoveredRun : IDisposable
{
    private const int MostStops = 50;
    private readonly HashSet<(RunPhase, int)> reported;

    private RecoveredRun(RunRequest request, IEnumerable<(RunPhase, int)> reported, IEnumerable<string> notices)
    {
        Request = request;
        this.reported = [.. reported];
        Notices = [.. notices];
    }

    public RunFolder Folder => Request.Folder;

    public RunRequest Request { get; }

    public string Metrics => File.ReadAllText(Folder.Metrics);

    public List<string> Notices { get; }

    /// <summary>Checkpoints come often and few are kept, so that recovery has to choose.</summary>
    public static RunConfig Often(RunConfig config) => config with { Checkpoints = new CheckpointsSection(EveryRounds: 2, Keep: 2) };

    /// <summary>A run that has not begun.</summary>
    public static RecoveredRun Begun(Func<RunConfig, RunConfig> change, int pipelineDepth = 0) => Begun(Config(change, pipelineDepth));

    /// <summary>A run with exactly that configuration that has not begun.</summary>
    public static RecoveredRun Begun(RunConfig config, OfflineDataset? data = null)
    {
        var dataset = data ?? TestRun.RandomDataset(seed: 7);
        return new RecoveredRun(new RunRequest(config, 1, dataset, RunFolder.Create(NewPath(), config, 1, dataset.ContentHash())), [], []);
    }

    /// <summary>The same without data to start from.</summary>
    public static RecoveredRun BegunWithoutData(RunConfig config) => new(new RunRequest(config, 1, null, RunFolder.Create(NewPath(), config, 1, null)), [], []);

    /// <summary>A run that was stopped once so many rounds were reported.</summary>
    public static Task<RecoveredRun> StoppedAsync(int rounds, int pipelineDepth = 0, Func<RunConfig, RunConfig>? change = null) =>
        StoppedRuns.CopyAsync(Config(change ?? (config => config), pipelineDepth), rounds);

    /// <summary>The path of a folder that is not there yet.</summary>
    public static string NewPath() => Path.Combine(Path.GetTempPath(), "awac-recovery-" + Guid.NewGuid().ToString("N"));

    /// <summary>The same run in a copy of its folder.</summary>
    public RecoveredRun In(RunFolder copy) => new(Request with { Folder = copy }, reported, Notices);

    /// <summary>Trains, and stops once so many rounds are reported; without a number to the end.</summary>
    /// <returns>Null where it was stopped.</returns>
    public Task<RunResult?> GoOnAsync(int rounds = int.MaxValue) => GoOnAsync(Request, rounds);

    /// <summary>The record as the program reads it.</summary>
    public Task<RecordedRun> ReadAsync() => RecordedRun.ReadAsync(Folder, TestContext.Current.CancellationToken);

    /// <summary>Resumes as the program does; stops after so many new rounds, or goes to the end.</summary>
    /// <returns>Null where it was stopped.</returns>
    public async Task<RunResult?> ResumeAsync(int rounds = int.MaxValue, bool acceptOtherCpu = false) =>
        await GoOnAsync((await ReadAsync()).ToRequest(acceptOtherCpu), rounds);

    /// <summary>Resumes with changed keys, as <c>awac resume --set</c> does; stops after so many new rounds, or goes to the end.</summary>
    /// <returns>Null where it was stopped.</returns>
    public async Task<RunResult?> ExtendAsync(string[] overrides, int rounds = int.MaxValue) =>
        await GoOnAsync((await ReadAsync()).Extend(overrides).ToRequest(acceptOtherCpu: false), rounds);

    /// <summary>Resumes again and again, stopped after so many new rounds each time, until the run has ended.</summary>
    /// <returns>How the run ended, and how often it was stopped.</returns>
    public async Task<(RunResult Result, int Stops)> ResumeToTheEndAsync(int rounds)
    {
        for (var stops = 0; stops < MostStops; stops++)
        {
            if (await ResumeAsync(rounds) is { } result)
            {
                return (result, stops);
            }
        }

        throw new InvalidOperationException($"the run has not ended after {MostStops} stops");
    }

    /// <summary>Stopped after every round, the run ends as an uninterrupted one does, and verifies.</summary>
    public async Task AssertEndsAsAsync(TestRun.Outcome whole)
    {
        var (result, stops) = await ResumeToTheEndAsync(rounds: 1);
        Assert.True(stops > 1);
        Assert.Equal(whole.Result, result);
        Assert.Equal(whole.Metrics, Metrics);
        Assert.Equal(whole.Result.Digest, await VerifyAsync());
    }

    /// <summary>Goes on with what was read before.</summary>
    public Task<RunResult?> ResumeAsync(RunRequest request) => GoOnAsync(request, int.MaxValue);

    /// <summary>Goes on with the run in a folder that another process has left.</summary>
    public static async Task<RunResult> EndAsync(string path)
    {
        var recorded = await RecordedRun.ReadAsync(RunFolder.Open(path), TestContext.Current.CancellationToken);
        return await new RunLauncher(NullLoggerFactory.Instance).TrainAsync(
            recorded.ToRequest(acceptOtherCpu: false), new IgnoredProgress(), TestContext.Current.CancellationToken);
    }

    /// <summary>Retrains the whole run from its journal.</summary>
    public async Task<string> VerifyAsync()
    {
        using var verification = await RunVerification.OpenAsync(await ReadAsync(), false, TestContext.Current.CancellationToken);
        return verification.Run(null, _ => { }, TestContext.Current.CancellationToken).Digest();
    }

    /// <summary>Changes the run's database behind its back.</summary>
    public void Damage(string sql, params (string Name, object Value)[] values)
    {
        using var connection = new SqliteConnection($"Data Source={Folder.Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        Assert.Equal(1, command.ExecuteNonQuery());
    }

    /// <summary>Replaces a text within one event of the run, at the given place among those of its manifest.</summary>
    public void Rewrite(string manifest, int number, Func<string, string> change)
    {
        using var connection = new SqliteConnection($"Data Source={Folder.Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT sequence_number, message FROM journal WHERE persistence_id = 'run' AND manifest = '{manifest}' "
            + $"ORDER BY sequence_number LIMIT 1 OFFSET {number}";
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        var (sequenceNumber, text) = (reader.GetInt64(0), System.Text.Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(1)));
        reader.Close();
        var changed = change(text);
        Assert.NotEqual(text, changed);
        Damage(
            "UPDATE journal SET message = @m WHERE persistence_id = 'run' AND sequence_number = @n",
            ("@m", System.Text.Encoding.UTF8.GetBytes(changed)), ("@n", sequenceNumber));
    }

    public void Dispose() => Directory.Delete(Folder.FullPath, recursive: true);

    private static RunConfig Config(Func<RunConfig, RunConfig> change, int pipelineDepth) =>
        change(Often(TestRun.Config("Pendulum-v1", 2, pipelineDepth)) with { Dataset = new DatasetSection("/not/needed/again.npz") });

    private async Task<RunResult?> GoOnAsync(RunRequest request, int rounds)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var target = rounds == int.MaxValue ? rounds : reported.Count + rounds;
        try
        {
            return await new RunLauncher(NullLoggerFactory.Instance).TrainAsync(request, new StopAfter(this, target, stop), stop.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed class StopAfter(RecoveredRun run, int rounds, CancellationTokenSource stop) : IRunProgress
    {
        public void RoundEnded(MetricsRow row)
        {
            run.reported.Add((row.Phase, row.Round));
            if (run.reported.Count >= rounds)
            {
                stop.Cancel();
            }
        }

        public void Noticed(string sentence) => run.Notices.Add(sentence);
    }
}
