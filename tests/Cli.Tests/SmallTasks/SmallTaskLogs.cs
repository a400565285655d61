namespace AwacAkka.Cli.Tests.SmallTasks;

/// <summary>The logs that small tasks learn from, made once by the program itself.</summary>
public sealed class SmallTaskLogs : CommandLineHarness, IAsyncLifetime
{
    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var scenario = Path.Combine(AppContext.BaseDirectory, "hocon", "pendulum.conf");
        await MakeAsync("train", "--config", scenario, "--seed", "1", "--run", In("run"));
        await MakeAsync("dataset", "make", "--from-run", In("run"), "--out", In("mixed.npz"));
        await MakeAsync("dataset", "make", "--environment", "Pendulum-v1", "--policy", In("run/best-policy.safetensors"), "--steps", "2000", "--out", In("good.npz"));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The file of a log; null for none.</summary>
    internal string? FileOf(SmallTaskLog? log) => log switch
    {
        null => null,
        SmallTaskLog.Mixed => In("mixed.npz"),
        _ => In("good.npz"),
    };

    private static async Task MakeAsync(params string[] command)
    {
        var outcome = await RunAsync(command);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }
}
