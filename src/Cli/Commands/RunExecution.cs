using AwacAkka.Actors;
using AwacAkka.Cli.Progress;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli.Commands;

/// <summary>Carries a run to its end, or to a clean stop, while the user watches: what training and resuming share.</summary>
internal static class RunExecution
{
    /// <summary>Runs; writes the result, or how to go on after a stop.</summary>
    public static async Task<int> RunAsync(
        CliConsole console, LauncherFactory launchers, RunRequest request, CancellationToken cancellation)
    {
        using var signals = new StopSignals(cancellation);
        using var loggers = RunLog.Create(request.Folder.Log);
        try
        {
            var result = await WatchAsync(console, launchers(loggers), request, signals.Token);
            ResultTable.Write(console.Out, request, result);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            loggers.CreateLogger("awac").LogInformation("stopped by the user");
            console.Out.WriteLine($"stopped; resume with: scripts/awac resume {request.Folder.FullPath}");
        }

        return ExitCode.Success;
    }

    private static async Task<RunResult> WatchAsync(
        CliConsole console, IRunLauncher launcher, RunRequest request, CancellationToken cancellation) => console.Interactive
            ? await LiveProgress.WatchAsync(request.Config, live => launcher.TrainAsync(request, live, cancellation))
            : await launcher.TrainAsync(request, new LineProgress(request.Config, console.Out, TimeProvider.System), cancellation);
}
