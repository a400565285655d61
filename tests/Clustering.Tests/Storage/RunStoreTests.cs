using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Clustering.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>A run is the same wherever it is kept: in a folder or in a cluster's database, whole or with a kill in the midst, alone or beside others.</summary>
[Collection(PostgresTests.Name)]
[Trait("Category", "Run")]
public sealed class RunStoreTests : IDisposable
{
    private static readonly Lazy<Task<RunResult>> InFolder = new(() => InFolderAsync(SmallRun.Spec));
    private readonly PostgresServer server;
    private readonly string folder = Path.Combine(Path.GetTempPath(), "awac-fetch-" + Guid.NewGuid().ToString("N"));

    public RunStoreTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_in_the_database_ends_as_in_a_folder()
    {
        await using var node = await StoreNode.StartAsync(await server.InitialiseAsync());
        await node.SubmitAsync("calm", SmallRun.Spec);
        AssertSame(await InFolder.Value, await node.RunAsync("calm"));
        var events = await ClusterJournalOfAsync(node, "calm");
        Assert.Contains(events, e => e is ReplayPruned);
        var chunks = await server.QueryAsync(node.Database.ToString().Split('\'')[1], "SELECT count(*) FROM awac.journal WHERE persistence_id LIKE 'replay-calm-%' AND NOT deleted");
        Assert.InRange(int.Parse(chunks[0], System.Globalization.CultureInfo.InvariantCulture), 1, 16); // the dataset's is gone
    }

    /// <summary>A deletion takes longer than the rounds that ask for the next one. Two at once may wait for each other's rows.</summary>
    [Fact]
    public async Task One_deletion_of_old_transitions_is_under_way_at_a_time()
    {
        var settings = await server.InitialiseAsync();
        await server.ExecuteAsync(
            settings.Database,
            """
            CREATE TABLE awac.deletions (alone boolean);
            CREATE FUNCTION awac.watch() RETURNS trigger AS $$ BEGIN
                INSERT INTO awac.deletions VALUES (pg_try_advisory_xact_lock(77)); PERFORM pg_sleep(0.4); RETURN NULL; END
            $$ LANGUAGE plpgsql SECURITY DEFINER;
            CREATE TRIGGER watch BEFORE UPDATE ON awac.journal FOR EACH STATEMENT EXECUTE FUNCTION awac.watch();
            """);
        await using var node = await StoreNode.StartAsync(settings);
        await node.SubmitAsync("pruned", SmallRun.Spec with { Config = SmallRun.Config with { Online = new OnlineSection(Steps: 3_000, StepsPerRound: 203) } });
        await node.RunAsync("pruned");
        Assert.True((await ClusterJournalOfAsync(node, "pruned")).OfType<ReplayPruned>().Count() > 2);
        await InProcessCluster.UntilAsync(async () => (await server.QueryAsync(settings.Database, "SELECT count(*) FROM awac.deletions"))[0] != "0");
        Assert.Equal(["0"], await server.QueryAsync(settings.Database, "SELECT count(*) FROM awac.deletions WHERE NOT alone"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_run_whose_node_dies_goes_on_elsewhere_to_the_same_end(int rounds)
    {
        var settings = await server.InitialiseAsync();
        await using (var first = await StoreNode.StartAsync(settings))
        {
            await first.SubmitAsync("killed", SmallRun.Spec);
            await first.RunUntilAsync("killed", rounds);
        }

        await using var second = await StoreNode.StartAsync(settings);
        AssertSame(await InFolder.Value, await second.RunAsync("killed"));
    }

    /// <summary>The scenario of the README. Its digest is known, but on one sort of processor alone; a folder's is there on each.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_pendulum_scenario_ends_as_in_a_folder()
    {
        var spec = new RunSpec(RunConfigLoader.Load(Path.Combine(AppContext.BaseDirectory, "pendulum.conf"), []), 1, null);
        await using var node = await StoreNode.StartAsync(await server.InitialiseAsync());
        await node.SubmitAsync("pendulum", spec);
        AssertSame(await InFolderAsync(spec), await node.RunAsync("pendulum"));
    }

    [Fact]
    public async Task Runs_in_one_system_do_not_mix()
    {
        await using var node = await StoreNode.StartAsync(await server.InitialiseAsync());
        var heard = new List<string>();
        await node.SubmitAsync("one", SmallRun.Spec);
        await node.SubmitAsync("one-2", SmallRun.Spec with { Seed = 2 });
        var ends = await Task.WhenAll(node.RunAsync("one", news => Note(news)), node.RunAsync("one-2"));
        Assert.Equal((await InFolder.Value).Digest, ends[0].Digest);
        Assert.NotEqual(ends[0].Digest, ends[1].Digest);
        Assert.Equal(ends[0].Digest, heard[^1]);

        void Note(IRunNews news)
        {
            if (news is RoundTrained trained)
            {
                lock (heard)
                {
                    heard.Add(trained.Digest);
                }
            }
        }
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(5)]
    public async Task A_fetched_run_is_a_run_folder_that_verifies_and_goes_on(int rounds)
    {
        var settings = await server.InitialiseAsync();
        await using (var node = await StoreNode.StartAsync(settings))
        {
            var whole = SmallRun.Config with { Replay = SmallRun.Config.Replay with { KeepHistory = true } }; // else the kill may leave no round to verify
            await node.SubmitAsync("fetched", SmallRun.Spec with { Config = whole });
            if (rounds == int.MaxValue)
            {
                await node.RunAsync("fetched");
            }
            else
            {
                await node.RunUntilAsync("fetched", rounds);
            }
        }

        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        var run = await RunFetch.ToFolderAsync(database, "fetched", folder, Cancellation);
        var recorded = await RecordedRun.ReadAsync(run, Cancellation);
        using (var verification = await RunVerification.OpenAsync(recorded, acceptOtherDigests: false, Cancellation))
        {
            Assert.Equal(recorded.History.Trained.Last().Digest, verification.Run(null, _ => { }, Cancellation).Digest());
        }

        Assert.Equal(recorded.IsComplete, rounds == int.MaxValue);
        string[] rows = [.. (await File.ReadAllLinesAsync(run.Metrics, Cancellation)).Skip(1)]; // those behind an evaluation that is under way wait for it
        Assert.All(rows.Zip(recorded.History.Trained), pair => Assert.Contains(pair.Second.Digest, pair.First, StringComparison.Ordinal));
        Assert.InRange(rows.Length, rounds == int.MaxValue ? recorded.History.Trained.Count : 3, recorded.History.Trained.Count);
        Assert.True(File.Exists(run.Curve));
        Assert.Empty(new LostPolicies(recorded).WriteBack());
        var result = await new RunLauncher(NullLoggerFactory.Instance).TrainAsync(recorded.ToRequest(acceptOtherCpu: false), new Unwatched(), Cancellation);
        Assert.Equal(await InFolder.Value, result);
    }

    [Theory]
    [InlineData("message = set_byte(message, 100, get_byte(message, 100) # 1)", "replay", "does not have the checksum that it was written with; bring a good copy of it back")]
    [InlineData("message = '{'", "run", "the journal of the run 'hurt' in the database")]
    [InlineData("manifest = 'seeded-9'", "run", "a newer version of the program wrote it, use that one")]
    public async Task A_damaged_journal_is_neither_gone_on_with_nor_fetched(string damage, string actor, string sentence)
    {
        var settings = await server.InitialiseAsync();
        await using (var first = await StoreNode.StartAsync(settings))
        {
            await first.SubmitAsync("hurt", SmallRun.Spec);
            await first.RunUntilAsync("hurt", 4);
        }

        await server.ExecuteAsync(
            settings.Database,
            $"UPDATE awac.journal SET {damage} WHERE ordering = (SELECT min(ordering) FROM awac.journal WHERE persistence_id LIKE '{actor}-hurt-%' AND sequence_number > 1)");
        await using var second = await StoreNode.StartAsync(settings);
        foreach (var use in (Func<Task>[])[() => second.RunAsync("hurt"), () => RunFetch.ToFolderAsync(second.Database, "hurt", folder, Cancellation)])
        {
            var refusal = await Assert.ThrowsAnyAsync<Exception>(use);
            Assert.True(refusal is StorageException { Kind: StorageFault.ToMend } or RunConfigException, refusal.ToString());
            Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder));
        }
    }

    [Fact]
    public async Task A_run_that_is_made_longer_in_the_database_ends_as_one_that_had_been_so_long()
    {
        await using var node = await StoreNode.StartAsync(await server.InitialiseAsync());
        await node.SubmitAsync("longer", SmallRun.Spec with { Config = SmallRun.Config with { Online = new OnlineSection(Steps: 406, StepsPerRound: 203) } });
        await node.RunAsync("longer");
        var run = await ClusteredRun.ReadAsync(node.Database, "longer", Cancellation);
        Assert.True(run.IsComplete);
        Assert.Contains(
            "algorithm.lambda cannot change", Assert.Throws<RunConfigException>(() => run.Extend(["algorithm.lambda=0.5"])).Message, StringComparison.Ordinal);
        await new RunCatalogue(node.Database).ResumeAsync(run.Catalogued.Identity, run.Extend(["online.steps=800"]), Cancellation);
        Assert.False((await ClusteredRun.ReadAsync(node.Database, "longer", Cancellation)).IsComplete);
        AssertSame(await InFolder.Value, await node.RunAsync("longer"));
        Assert.True((await ClusteredRun.ReadAsync(node.Database, "longer", Cancellation)).IsComplete);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<RunEvent>> ClusterJournalOfAsync(StoreNode node, string name)
    {
        var run = await new RunCatalogue(node.Database).GetAsync(name, Cancellation);
        return node.Database.Use(connection => ClusterJournal.ReadRun(connection, run.Identity));
    }

    private static void AssertSame(RunResult expected, Finished actual) =>
        Assert.Equal(expected, new RunResult(actual.Digest, actual.AfterOffline, actual.AfterOnline));

    private static async Task<RunResult> InFolderAsync(RunSpec spec)
    {
        var path = Path.Combine(Path.GetTempPath(), "awac-store-" + Guid.NewGuid().ToString("N"));
        try
        {
            var run = RunFolder.Create(path, spec.Config, spec.Seed, spec.Dataset?.ContentHash());
            return await new RunLauncher(NullLoggerFactory.Instance).TrainAsync(
                new RunRequest(spec.Config, spec.Seed, spec.Dataset, run), new Unwatched(), CancellationToken.None);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
