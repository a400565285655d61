using AwacAkka.Actors;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Clustering.Storage;
using Npgsql;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>Two processes that take themselves for the one that has a run: a node that wakes after another has taken its runs over.</summary>
[Collection(PostgresTests.Name)]
[Trait("Category", "Run")]
public sealed class IncarnationTests
{
    private const string Snapshots = "SELECT persistence_id, sequence_number, encode(sha256(snapshot), 'hex') FROM awac.snapshot ORDER BY 1, 2";
    private readonly PostgresServer server;

    public IncarnationTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The first one stands still at a round, the second one finishes, the first one wakes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_process_that_wakes_after_another_has_finished_its_run_changes_nothing(int rounds)
    {
        var settings = await server.InitialiseAsync();
        await using var sleeping = await StoreNode.StartAsync(settings);
        await using var other = await StoreNode.StartAsync(settings);
        await sleeping.SubmitAsync("taken", SmallRun.Spec);
        var trained = 0;
        var (first, wake) = await sleeping.RunToStandstillAsync("taken", news => news is RoundTrained && ++trained == rounds);
        var finished = await other.RunAsync("taken");
        var kept = await server.QueryAsync(settings.Database, Snapshots);
        wake();
        var end = await Assert.ThrowsAsync<StorageException>(() => first);
        Assert.Equal("another node has taken over the run 'taken', and has written since this one read it: it goes on there", end.Message);
        Assert.Equal(StorageFault.TakenOver, end.Kind);
        Assert.Equal(kept, await server.QueryAsync(settings.Database, Snapshots));
        Assert.Equal(finished, (await ClusteredRun.ReadAsync(other.Database, "taken", Cancellation)).History.Finished);
    }

    /// <summary>It has written the next event and not committed it: who writes the same event waits for its end, and its connection lives on.</summary>
    [Fact]
    public async Task A_process_that_is_frozen_within_a_transaction_does_not_hold_its_run_for_ever()
    {
        var settings = await server.InitialiseAsync();
        await using var node = await StoreNode.StartAsync(settings with { CommandTimeout = TimeSpan.FromMinutes(1) });
        await node.SubmitAsync("frozen", SmallRun.Spec);
        using var other = await ClusterDatabase.OpenAsync(settings, Cancellation);
        await using var connection = await other.Source.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO awac.journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            SELECT 0, false, 'run-frozen-' || replace(submission::text, '-', ''), 1, '', '', 0, '' FROM awac.runs
            """,
            connection);
        await insert.ExecuteNonQueryAsync(Cancellation);

        var finished = await node.RunAsync("frozen");

        Assert.Equal(finished, (await ClusteredRun.ReadAsync(other, "frozen", Cancellation)).History.Finished);
        var end = await Assert.ThrowsAnyAsync<NpgsqlException>(() => insert.ExecuteNonQueryAsync(Cancellation));
        Assert.Equal(StorageFault.Unavailable, DatabaseFaults.Explain(end, other).Kind);
    }

    /// <summary>Both have the same incarnation, as if the number were no help: the sequence numbers of events alone decide.</summary>
    [Fact]
    public async Task Of_two_processes_that_write_the_same_journal_one_wins_each_event()
    {
        var settings = await server.InitialiseAsync();
        await using var one = await StoreNode.StartAsync(settings);
        await using var two = await StoreNode.StartAsync(settings);
        await one.SubmitAsync("raced", SmallRun.Spec);
        var (spec, store) = await (await ClusteredRun.ReadAsync(one.Database, "raced", Cancellation)).TakeAsync(one.Database, false, Cancellation);
        Task<Finished>[] runs = [one.RunAsync(spec, store), two.RunAsync(spec, store)];
        await Task.WhenAny(Task.WhenAll(runs), Task.Delay(TimeSpan.FromSeconds(60), Cancellation));
        var losers = runs.Where(run => run.IsFaulted).Select(run => Assert.IsType<StorageException>(run.Exception!.InnerException)).ToArray();
        Assert.NotEmpty(losers);
        Assert.All(losers, loser => Assert.Equal(StorageFault.TakenOver, loser.Kind));
        Assert.Equal(
            ["0"],
            await server.QueryAsync(
                settings.Database,
                "SELECT count(*) FROM (SELECT sequence_number - row_number() OVER (PARTITION BY persistence_id ORDER BY sequence_number) AS gap FROM awac.journal "
                + "WHERE persistence_id LIKE 'run-raced-%') AS g WHERE gap <> 0"));
        var resumed = await one.RunAsync("raced");
        await one.SubmitAsync("calm", SmallRun.Spec);
        Assert.Equal((await one.RunAsync("calm")).Digest, resumed.Digest);
    }

    /// <summary>Processes that lose and take up a run again write in turn. Each has read what it writes behind, so that nothing is wrong with the journal.</summary>
    [Fact]
    public async Task A_journal_that_was_written_in_turn_is_gone_on_with()
    {
        var settings = await server.InitialiseAsync();
        await using (var first = await StoreNode.StartAsync(settings))
        {
            await first.SubmitAsync("turns", SmallRun.Spec);
            await first.RunUntilAsync("turns", 4);
        }

        await server.ExecuteAsync(
            settings.Database, "UPDATE awac.journal SET writer_uuid = CASE sequence_number % 2 WHEN 0 THEN 'one' ELSE 'two' END");
        await using (var filtered = await StoreNode.StartAsync(settings, "akka.persistence.journal.sql.replay-filter.mode = fail"))
        {
            var refusal = await Assert.ThrowsAsync<RunFailedException>(() => filtered.RunAsync("turns")); // why the filter is off
            Assert.Contains("There was already a newer writer", refusal.Message, StringComparison.Ordinal);
        }

        await using var second = await StoreNode.StartAsync(settings);
        await second.SubmitAsync("calm", SmallRun.Spec);
        Assert.Equal((await second.RunAsync("calm")).Digest, (await second.RunAsync("turns")).Digest);
    }

    /// <summary>
    /// The first one stands still before it writes an event; the run is stopped elsewhere, deleted, and submitted again with another seed.
    /// Then the first one wakes, before the new one begins or behind its first rounds.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_wakes_after_its_run_was_deleted_writes_nothing_into_a_new_run_of_that_name(bool begun)
    {
        var settings = await server.InitialiseAsync();
        await using var sleeping = await StoreNode.StartAsync(settings);
        await using var other = await StoreNode.StartAsync(settings);
        var catalogue = new RunCatalogue(other.Database);
        await other.SubmitAsync("calm", SmallRun.Spec with { Seed = 2 });
        var expected = await other.RunAsync("calm");
        await sleeping.SubmitAsync("again", SmallRun.Spec);
        var (first, wake) = await sleeping.RunToStandstillAsync("again", news => news is Seeded);
        var old = await catalogue.GetAsync("again", Cancellation);
        await StopAndDeleteAsync(other.Database, "again");
        await other.SubmitAsync("again", SmallRun.Spec with { Seed = 2 });
        if (begun)
        {
            await using var third = await StoreNode.StartAsync(settings);
            await third.RunUntilAsync("again", 2);
        }

        var strays = await StraysAsync();
        wake();
        var end = await Assert.ThrowsAsync<StorageException>(() => first);
        Assert.Equal(StorageFault.TakenOver, end.Kind);
        Assert.Contains("the run 'again' has been deleted from the database", end.Message, StringComparison.Ordinal);
        Assert.True(await StraysAsync() > strays, "the first process wrote nothing behind the deletion: the test does not test what it should");
        Assert.False(await catalogue.NoteAsync(old.Hold, SeenState.Failed, "the old one's", Cancellation));
        await Assert.ThrowsAsync<StorageException>(() => PostgresRunStore.TakeAsync(other.Database, old.Identity, SmallRun.Config, Cancellation));
        await Assert.ThrowsAsync<StorageException>(() => catalogue.RecordArithmeticAsync(old.Identity, "others", Cancellation));

        Assert.Equal(expected.Digest, (await other.RunAsync("again")).Digest);
        await StopAndDeleteAsync(other.Database, "again");
        Assert.Equal(["0"], await server.QueryAsync(settings.Database, "SELECT count(*) FROM awac.snapshot WHERE persistence_id LIKE '%-again-%'"));
        Assert.Equal(
            await server.QueryAsync(settings.Database, $"SELECT count(*) FROM awac.journal WHERE persistence_id LIKE '%-again-{old.Submission:N}'"),
            await server.QueryAsync(settings.Database, "SELECT count(*) FROM awac.journal WHERE persistence_id LIKE '%-again-%'"));

        async Task<int> StraysAsync() => int.Parse(
            Assert.Single(await server.QueryAsync(settings.Database, $"SELECT count(*) FROM awac.journal WHERE persistence_id LIKE '%-again-{old.Submission:N}'")),
            System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_run_that_is_deleted_under_way_ends_and_leaves_nothing()
    {
        var settings = await server.InitialiseAsync();
        await using var node = await StoreNode.StartAsync(settings);
        await node.SubmitAsync("gone", SmallRun.Spec);
        var (run, wake) = await node.RunToStandstillAsync("gone", news => news is RoundTrained { Phase: RunPhase.Offline, Round: 2 });
        await StopAndDeleteAsync(node.Database, "gone");
        wake();
        var end = await Assert.ThrowsAsync<StorageException>(() => run);
        Assert.Contains("the run 'gone' has been deleted from the database", end.Message, StringComparison.Ordinal);
        Assert.Empty(await server.QueryAsync(settings.Database, Snapshots));
        Assert.Equal(["0 0 0"], await server.QueryAsync(
            settings.Database, "SELECT (SELECT count(*) FROM awac.runs), (SELECT count(*) FROM awac.datasets), (SELECT count(*) FROM awac.dataset_parts)"));
    }

    /// <summary>As another node does that has taken the run over, and has noted that it was stopped.</summary>
    private static async Task StopAndDeleteAsync(ClusterDatabase database, string name)
    {
        var catalogue = new RunCatalogue(database);
        await catalogue.WantAsync(name, WantedState.Stopped, Cancellation);
        Assert.True(await catalogue.NoteAsync((await catalogue.GetAsync(name, Cancellation)).Hold, SeenState.Queued, null, Cancellation));
        await catalogue.DeleteAsync(name, Cancellation);
    }
}
