using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>Who of several is the first to tell of itself, which says who begins a cluster.</summary>
[Collection(PostgresTests.Name)]
public sealed class ReportTableTests
{
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(10);
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

    [Fact]
    public async Task Nobody_is_the_first_where_another_has_told_lately_and_anybody_where_it_was_long_ago()
    {
        var settings = await server.InitialiseAsync();
        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        var table = new ReportTable(database);
        await table.WriteAsync(ReportTable.Nodes, new Dictionary<string, string> { ["other"] = "alive" }, Cancellation);
        await table.WriteAsync(ReportTable.Runs, new Dictionary<string, string> { ["self"] = "a run of that name" }, Cancellation);
        Assert.False(await FirstAsync(table, "self"));
        await server.ExecuteAsync(settings.Database, "UPDATE awac.reports SET at = at - interval '11 seconds' WHERE name = 'other'");
        Assert.True(await FirstAsync(table, "self"));
        Assert.True(await FirstAsync(table, "self")); // its own does not count
        Assert.False(await FirstAsync(table, "other"));
    }

    private static Task<bool> FirstAsync(ReportTable table, string name) => table.TryWriteFirstAsync(ReportTable.Nodes, name, "alive", Lately, Cancellation);
}
