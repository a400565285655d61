using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Clustering.Storage;
using Npgsql;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>What must be so of a run's journal whatever has happened to its writers.</summary>
internal static class JournalChecks
{
    /// <summary>Fails where an event is missing or there twice, or where one of two writers went on behind the other without having read it.</summary>
    /// <remarks>Each slot of a round stands in the journal once; that these are the local run's is for <see cref="RunBits.Chunks"/> to tell.</remarks>
    public static Task AssertSoundAsync(TestCluster cluster, string run) => cluster.UntilAsync(
        async () =>
        {
            var catalogued = await cluster.Catalogue.GetAsync(run, TestContext.Current.CancellationToken);
            await cluster.Database.UseAsync(connection => AssertSoundAsync(connection, catalogued.Identity), TestContext.Current.CancellationToken);
            return true;
        }, // one of its connections may be from before the server was killed
        $"the journal of {run}");

    private static async Task AssertSoundAsync(NpgsqlConnection connection, RunIdentity run)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT persistence_id, min(sequence_number), max(sequence_number), count(*), count(DISTINCT sequence_number)
            FROM awac.journal WHERE persistence_id IN (@run, @replay) GROUP BY persistence_id
            """,
            connection);
        query.Parameters.AddWithValue("run", run.Id(RunActor.Id));
        query.Parameters.AddWithValue("replay", run.Id(ReplayActor.Id));
        await using var rows = await query.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var journals = 0;
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            journals++;
            var (first, last, count, distinct) = (rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4));
            Assert.True(first == 1 && last == count && distinct == count, $"{rows.GetString(0)} has {count} events, {distinct} numbers, from {first} to {last}");
        }

        Assert.Equal(2, journals);
    }
}
