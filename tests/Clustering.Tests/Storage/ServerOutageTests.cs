using AwacAkka.Actors.Records;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>
/// A server that ends under a run. It is these tests' own: one that ends writes all databases to its disk, and those of all other tests took 30 to 60 s.
/// </summary>
[Trait("Category", "Run")]
public sealed class ServerOutageTests : IAsyncLifetime
{
    private readonly PostgresServer server = new();

    public async ValueTask InitializeAsync()
    {
        PostgresServer.Require();
        await server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task A_server_that_ends_under_a_run_ends_it_with_a_sentence_and_the_run_goes_on_when_it_is_back(string mode)
    {
        var settings = await server.InitialiseAsync();
        await using var node = await StoreNode.StartAsync(settings);
        await node.SubmitAsync("cut", SmallRun.Spec);
        var (run, wake) = await node.RunToStandstillAsync("cut", news => news is RoundTrained { Phase: RunPhase.Offline, Round: 1 });
        await server.StopAsync(mode);
        try
        {
            wake();
            var end = await Assert.ThrowsAsync<StorageException>(() => run);
            Assert.Equal(StorageFault.Unavailable, end.Kind);
            ClusterDatabaseTests.AssertNoSecret(end);
        }
        finally
        {
            await server.StartAsync();
        }

        var resumed = await node.RunAsync("cut");
        await node.SubmitAsync("calm", SmallRun.Spec);
        Assert.Equal((await node.RunAsync("calm")).Digest, resumed.Digest);
    }
}
