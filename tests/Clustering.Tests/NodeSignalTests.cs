using AwacAkka.Clustering.Tests.Campaign;

namespace AwacAkka.Clustering.Tests;

/// <summary>A node that is told to stop before it is in the cluster has nothing to leave.</summary>
[Trait("Category", "Run")]
[Trait("Category", "Long")]
public sealed class NodeSignalTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact(Timeout = 120_000)]
    public async Task A_signal_while_a_node_waits_to_be_let_in_ends_it_with_exit_code_0()
    {
        await File.WriteAllTextAsync(
            file, $"cluster {{ port = 0, tls.enabled = off, seed-nodes = [\"127.0.0.1:{TestCluster.FreePort()}\"] }}", TestContext.Current.CancellationToken);
        using var node = NodeProcess.Start(file, "rollout");
        await InProcessCluster.UntilAsync(() => node.HasExited || node.Output.Contains("Started up successfully", StringComparison.Ordinal));
        node.Signal("TERM");
        Assert.Equal(0, await node.ExitCodeAsync());
        Assert.EndsWith("stopped before the cluster had let the node in", node.Output, StringComparison.Ordinal);
    }
}
