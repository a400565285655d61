using AwacAkka.Actors;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Cli.Terminal;
using AwacAkka.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli;

/// <summary>Runs as a host's service, as any program with a host would have them: some 50 ms of a start more than <see cref="RunLauncher"/>.</summary>
/// <param name="loggers">Where the log goes.</param>
/// <param name="workers">How worker processes are started.</param>
public sealed class HostedRunLauncher(ILoggerFactory loggers, WorkerLaunch workers) : IRunLauncher
{
    private readonly RunLauncher launcher = new(loggers, workers);

    /// <inheritdoc />
    public async Task<RunResult> TrainAsync(RunRequest request, IRunProgress progress, CancellationToken cancellation = default)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, SignalsAreThePrograms>();
        var run = await Task.Run(() => builder.Services.AddAwacRun(request, progress, workers), cancellation); // it may wait for a lock
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellation);
            return await run.Completion.WaitAsync(cancellation);
        }
        finally
        {
            var end = EndAsync(host);
            await RunLauncher.WaitForEndAsync(end, loggers);
            if (!end.IsCompleted)
            {
                run.Dispose(); // the host would close the journal only behind the actor that is left behind
            }
        }
    }

    /// <inheritdoc />
    public Task<EvaluationSummary> EvaluateAsync(
        string environment, PolicySnapshot policy, int episodes, ulong seed, CancellationToken cancellation = default) =>
        launcher.EvaluateAsync(environment, policy, episodes, seed, cancellation);

    /// <summary>Disposing waits for actors as stopping does, so that both are one end to wait for.</summary>
    private static async Task EndAsync(IHost host)
    {
        using (host)
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>The host's own way with Ctrl-C and SIGTERM is not wanted: <see cref="StopSignals"/> hears them from before the run is held.</summary>
    private sealed class SignalsAreThePrograms : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
