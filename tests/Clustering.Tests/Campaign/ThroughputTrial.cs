using System.Diagnostics;
using System.Globalization;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Tests.Storage;
using AwacAkka.Learning.Algorithms.Awac;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>
/// Measures a run over nodes against the same run on one machine, in turns: transitions per second, the learner's waiting, bytes on the wire.
/// AWAC_CAMPAIGN_LOG keeps the figures, AWAC_TURNS sets another number of turns than 3, AWAC_TRIALS names those to run, such as
/// 1:0.01,2:0.01. AWAC_COMMIT_DELAY is how many milliseconds longer each sync of the database takes, as on a slower disk.
/// </summary>
[Trait("Category", "Run")]
public sealed class ThroughputTrial
{
    private const int StepsPerRound = 2_000;
    private const int Rounds = 15;

    /// <summary>Rounds whose time does not count: nodes compile what they run first.</summary>
    private const int Before = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>With an update for every hundred steps rollouts are what is measured; with one for every four the learner has a share.</summary>
    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [InlineData(1, 0.01)]
    [InlineData(2, 0.01)]
    [InlineData(4, 0.01)]
    [InlineData(8, 0.01)]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.25)]
    public async Task Transitions_come_over_the_wire(int nodes, double updatesPerStep)
    {
        PostgresServer.Require();
        var trial = FormattableString.Invariant($"{nodes}:{updatesPerStep}");
        Assert.SkipWhen(Environment.GetEnvironmentVariable("AWAC_TRIALS") is { Length: > 0 } wanted && !wanted.Split(',').Contains(trial), "AWAC_TRIALS does not name it");
        var turns = TrialLog.Setting("AWAC_TURNS", 3);
        var config = Config(nodes, updatesPerStep);
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        if (TrialLog.Setting("AWAC_COMMIT_DELAY", 0) is > 0 and var delay)
        {
            await server.ExecuteAsync("postgres", $"ALTER SYSTEM SET commit_delay = {1000 * delay}");
            await server.ExecuteAsync("postgres", "ALTER SYSTEM SET commit_siblings = 0"); // whether other sessions write or not
            await server.ReloadAsync();
        }

        await using var cluster = await TestCluster.CreateAsync(server, Detection.Default);
        cluster.Plan(learners: 1, rollouts: nodes);
        await cluster.StartAsync([.. cluster.Names("learner"), .. cluster.Names("rollout")]);
        var (local, clustered, lines) = (new List<double>(), new List<double>(), new List<string>());
        for (var turn = 0; turn < turns; turn++)
        {
            local.Add(await LocalAsync(config));
            var before = await LogAsync(server);
            var (rate, report) = await ClusteredAsync(cluster, $"turn{turn}", config);
            var log = await LogAsync(server);
            clustered.Add(rate);
            lines.Add(FormattableString.Invariant(
                $"learner waits {report.Waiting:p0}, {report.Dispatch!.BytesIn / (double)report.Steps:0} bytes in and {report.Dispatch.BytesOut / (double)report.Steps:0} out per transition, PostgreSQL's log grows by {(log.Bytes - before.Bytes) / Rounds / 1000:0} kB and is synced {(log.Syncs - before.Syncs) / (double)Rounds:0.0} times a round"));
        }

        TrialLog.Tell(FormattableString.Invariant(
            $"{nodes} rollout nodes, {updatesPerStep} updates a step: {Median(clustered):0} transitions/s, local with {nodes} workers {Median(local):0}, ratio {Median(clustered) / Median(local):0.00}; {lines[^1]}"));
        Assert.All(local.Concat(clustered), rate => Assert.True(rate > 0));
    }

    /// <summary>How long the server's write-ahead log is, and how often it was synced.</summary>
    private static async Task<(long Bytes, long Syncs)> LogAsync(PostgresServer server)
    {
        await Task.Delay(TimeSpan.FromSeconds(1.5), Cancellation); // sessions tell of themselves once a second
        var row = (await server.QueryAsync("postgres", "SELECT (pg_current_wal_lsn() - '0/0')::bigint, wal_sync FROM pg_stat_wal"))[0].Split(' ');
        return (long.Parse(row[0], CultureInfo.InvariantCulture), long.Parse(row[1], CultureInfo.InvariantCulture));
    }

    private static RunConfig Config(int workers, double updatesPerStep) => new()
    {
        Environment = new EnvironmentSection("HalfCheetah-v4"),
        Algorithm = AwacPresets.Corl with { OnlineBatchSize = 256 },
        Offline = new OfflineSection(Updates: 0),
        Online = new OnlineSection(Steps: Rounds * StepsPerRound, StepsPerRound: StepsPerRound, RandomSteps: 0, UpdatesPerStep: updatesPerStep),
        Rollouts = new RolloutsSection(workers, Slots: 16, StepTimeout: TimeSpan.FromSeconds(30), MaxFailures: 3, Isolation.Thread),
        Rounds = new RoundsSection(PipelineDepth: 1),
        Replay = new ReplaySection(200_000),
        Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 1_000),
        Checkpoints = new CheckpointsSection(EveryRounds: 5, Keep: 2),
    };

    private static async Task<double> LocalAsync(RunConfig config)
    {
        var path = Path.Combine(Path.GetTempPath(), "awac-local-" + Guid.NewGuid().ToString("N"));
        try
        {
            var folder = RunFolder.Create(path, config, seed: 1, null);
            var rounds = new Pace();
            await new RunLauncher().TrainAsync(new RunRequest(config, 1, null, folder), new RoundProgress(_ => rounds.Ended()), Cancellation);
            return rounds.TransitionsPerSecond;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<(double Rate, RunReport Report)> ClusteredAsync(TestCluster cluster, string run, RunConfig config)
    {
        await cluster.SubmitAsync(run, config);
        var (rounds, seen) = (new Pace(), 0);
        RunReport? last = null;
        await cluster.UntilAsync(
            async () =>
            {
                for (var ended = await RoundsAsync(cluster, run); seen < ended; seen++)
                {
                    rounds.Ended();
                }

                var reports = await new ReportTable(cluster.Database).ReadAsync<RunReport>(ReportTable.Runs, Cancellation);
                last = reports.Where(r => r.Key == run).Select(r => r.Value.Report).FirstOrDefault(r => r.Steps > 0) ?? last;
                var found = await cluster.Catalogue.GetAsync(run, Cancellation);
                Assert.False(found.Seen == SeenState.Failed, found.Outcome);
                return found.Seen == SeenState.Finished;
            },
            $"the end of {run}");
        return (rounds.TransitionsPerSecond, last!);
    }

    private static async Task<int> RoundsAsync(TestCluster cluster, string run)
    {
        var identity = (await cluster.Catalogue.GetAsync(run, Cancellation)).Identity;
        return (await Task.Run(() => cluster.Database.Use(c => ClusterJournal.ReadRun(c, identity)))).OfType<RoundTrained>().Count();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>The time from the end of an early round to that of the last.</summary>
    private sealed class Pace
    {
        private readonly List<long> ends = [];

        public double TransitionsPerSecond => (ends.Count - 1 - Before) * StepsPerRound / Stopwatch.GetElapsedTime(ends[Before], ends[^1]).TotalSeconds;

        public void Ended() => ends.Add(Stopwatch.GetTimestamp());
    }
}
