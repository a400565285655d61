using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>Who of several is the first to tell of itself, which says who begins a cluster.</summary>
[Collection(PostgresTests.Name)]
public sealed class ReportTableTests
{
    private readonly PostgresServer server;

    public ReportTableTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_at_once_one_is_the_first()
    {
        using var database = await ClusterDatabase.OpenAsync(await server.InitialiseAsync(), Cancellation);
        var table = new ReportTable(database);
        var firsts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => FirstAsync(table, $"node{i}")));
        Assert.Single(firsts, first => first);
    }

    /// <summary>However late the database's clock takes it to be: that clock may have been set.</summary>
    [Fact]
    public async Task Nobody_is_the_first_beside_another_unless_that_is_known_to_be_silent_and_still_is()
    {
        var settings = await server.InitialiseAsync();
        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        var table = new ReportTable(database);
        await table.WriteAsync(ReportTable.Nodes, new Dictionary<string, string> { ["other"] = "alive" }, Cancellation);
        await table.WriteAsync(ReportTable.Runs, new Dictionary<string, string> { ["self"] = "a run of that name" }, Cancellation);
        Assert.False(await FirstAsync(table, "self"));
        var seen = await table.ReadTimesAsync(ReportTable.Nodes, Cancellation);
        await server.ExecuteAsync(settings.Database, "UPDATE awac.reports SET at = at - interval '1 hour' WHERE name = 'other'"); // it has told again
        Assert.False(await FirstAsync(table, "self", seen));
        seen = await table.ReadTimesAsync(ReportTable.Nodes, Cancellation);
        Assert.Equal(["other"], seen.Keys);
        Assert.True(await FirstAsync(table, "self", seen));
        Assert.True(await FirstAsync(table, "self", seen)); // its own does not count
        Assert.False(await FirstAsync(table, "other", seen));
    }

    [Fact]
    public async Task A_report_from_the_future_is_as_old_as_it_is_far()
    {
        var settings = await server.InitialiseAsync();
        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        var table = new ReportTable(database);
        await table.WriteAsync(ReportTable.Nodes, new Dictionary<string, string> { ["dead"] = "alive" }, Cancellation);
        await server.ExecuteAsync(settings.Database, "UPDATE awac.reports SET at = at + interval '1 hour'");
        Assert.InRange((await table.ReadAsync<string>(ReportTable.Nodes, Cancellation))["dead"].Age, 3_000, 3_600);
    }

    private static Task<bool> FirstAsync(ReportTable table, string name, IReadOnlyDictionary<string, DateTime>? silent = null) =>
        table.TryWriteFirstAsync(ReportTable.Nodes, name, "alive", silent ?? new Dictionary<string, DateTime>(), Cancellation);
}
