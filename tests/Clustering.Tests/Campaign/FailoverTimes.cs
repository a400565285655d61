using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Tests.Storage;
using Npgsql;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>Measures how long a run stands still when nodes are killed. AWAC_CAMPAIGN_LOG keeps the figures, AWAC_FAILOVERS sets another number of each than 5.</summary>
public sealed class FailoverTimes
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public Task A_run_stands_still_for_seconds() => MeasureAsync("default", Detection.Default);

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public Task A_run_stands_still_for_less_with_the_fast_profile() => MeasureAsync("fast", Detection.Fast);

    private static async Task MeasureAsync(string profile, Detection detection)
    {
        PostgresServer.Require();
        var count = TrialLog.Setting("AWAC_FAILOVERS", 5);
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        await using var cluster = await TestCluster.CreateAsync(server, detection);
        cluster.Plan(learners: 3, rollouts: 3);
        string[] all = [.. cluster.Names("learner"), .. cluster.Names("rollout")];
        await cluster.StartAsync(all);
        var config = SmallScenario.Config(steps: 2_000_000);
        await cluster.SubmitAsync("timed", config);
        await cluster.UntilEventsAsync("timed", 3);
        var (slots, moves, updates, restarts) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < count; i++)
        {
            var rollout = cluster.Names("rollout")[i % 3];
            var learner = cluster[await LearnerThatHasAsync(cluster, rollout)];
            var killed = DateTime.UtcNow;
            await cluster.KillAsync(rollout);
            await cluster.UntilAsync(() => Task.FromResult(learner.LoggedAt("is gone or cannot be reached") > killed), "the loss of a rollout node");
            slots.Add((learner.LoggedAt("is gone or cannot be reached")!.Value - killed).TotalSeconds);
            await cluster.StartAsync(rollout);

            var owner = await cluster.LearnerOfAsync("timed");
            killed = DateTime.UtcNow;
            updates.Add(await StandstillAsync(cluster, () => cluster.KillAsync(owner)));
            moves.Add((cluster[await cluster.LearnerOfAsync("timed")].LoggedAt("the run 'timed' goes on here")!.Value - killed).TotalSeconds);
            await cluster.StartAsync(owner);
        }

        for (var i = 0; i < Math.Min(3, count); i++)
        {
            await Task.WhenAll(all.Select(cluster.KillAsync));
            restarts.Add(await StandstillAsync(cluster, () => cluster.StartAsync(all)));
        }

        TrialLog.Tell($"{profile}: slots of a killed rollout node taken back after {List(slots)}");
        TrialLog.Tell($"{profile}: a run whose learner was killed goes on elsewhere after {List(moves)}");
        TrialLog.Tell($"{profile}: next round of a run whose learner was killed after {List(updates)}");
        TrialLog.Tell($"{profile}: next round after a start of all nodes {List(restarts)}");
        Assert.All(slots.Concat(moves).Concat(updates).Concat(restarts), seconds => Assert.True(seconds > 0));
    }

    /// <summary>The learner of the run, once a rollout node works for it: nobody misses one that is killed before.</summary>
    private static async Task<string> LearnerThatHasAsync(TestCluster cluster, string rollout)
    {
        var owner = string.Empty;
        await cluster.UntilAsync(
            async () =>
            {
                owner = await cluster.LearnerOfAsync("timed");
                var reports = await new ReportTable(cluster.Database).ReadAsync<RunReport>(ReportTable.Runs, Cancellation);
                return reports["timed"].Report is { Dispatch: { } dispatch, Node: var node } && IsAt(node, owner) && dispatch.Nodes.Any(worker => IsAt(worker, rollout));
            },
            $"{rollout} at work");
        return owner;

        bool IsAt(string address, string name) => address.EndsWith($":{cluster.Place(name).Port}", StringComparison.Ordinal);
    }

    /// <summary>Seconds from something that is done to the next event that the run records.</summary>
    private static async Task<double> StandstillAsync(TestCluster cluster, Func<Task> strike)
    {
        var begun = DateTimeOffset.UtcNow;
        await strike();
        var (last, _) = await NewestAsync(cluster);
        var (next, at) = (last, begun);
        await cluster.UntilAsync(
            async () =>
            {
                (next, at) = await NewestAsync(cluster);
                return next > last;
            },
            "the next round");
        return (at - begun).TotalSeconds;
    }

    private static Task<(long Number, DateTimeOffset At)> NewestAsync(TestCluster cluster) => cluster.Database.UseAsync(
        async connection =>
        {
            await using var query = new NpgsqlCommand(
                "SELECT sequence_number, created FROM awac.journal WHERE persistence_id LIKE 'run-timed-%' ORDER BY sequence_number DESC LIMIT 1", connection);
            await using var row = await query.ExecuteReaderAsync(Cancellation);
            Assert.True(await row.ReadAsync(Cancellation));
            return (row.GetInt64(0), new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero));
        },
        Cancellation);

    private static string List(List<double> seconds) => FormattableString.Invariant($"{seconds.Min():0.00} to {seconds.Max():0.00} s, median {seconds.Order().ElementAt(seconds.Count / 2):0.00} s");
}
