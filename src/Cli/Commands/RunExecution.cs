using AwacAkka.Actors;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Progress;
using AwacAkka.Cli.Terminal;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli.Commands;

/// <summary>Carries a run to its end, or to a clean stop, while the user watches: what training and resuming share.</summary>
internal static class RunExecution
{
    /// <summary>Prepares and runs; writes the result, or how to go on after a stop.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="launchers">Starts the run.</param>
    /// <param name="folder">The run, which this process holds.</param>
    /// <param name="prepare">Finds out what to run; null where there is nothing left to do. May be stopped as well.</param>
    /// <param name="signals">Ask for a clean stop; heard since before this process held the run.</param>
    public static async Task<int> RunAsync(
        CliConsole console,
        LauncherFactory launchers,
        RunFolder folder,
        Func<CancellationToken, Task<RunRequest?>> prepare,
        StopSignals signals)
    {
        try
        {
            if (await prepare(signals.Token) is { } request)
            {
                await RunAsync(console, launchers, request, signals);
            }
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            console.Out.WriteLine($"stopped; resume with: scripts/awac resume {ShellWord.Of(folder.FullPath)}");
        }

        return ExitCode.Success;
    }

    private static async Task RunAsync(CliConsole console, LauncherFactory launchers, RunRequest request, StopSignals signals)
    {
        using var log = RunLog.Open(request.Folder.Log);
        using var loggers = log.ToFactory();
        using var hearing = console.Out.OnRefusal(refusal => loggers.CreateLogger("awac").LogWarning("{Refusal}; the run goes on without its display", refusal));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, log.Failed);
        try
        {
            var result = await WatchAsync(console, launchers(loggers), request, stop.Token);
            ResultTable.Write(console.Out, request, result);
        }
        catch (OperationCanceledException) when (log.Failure is { } failure)
        {
            throw failure;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            loggers.CreateLogger("awac").LogInformation("stopped by the user");
            throw;
        }
    }

    private static async Task<RunResult> WatchAsync(
        CliConsole console, IRunLauncher launcher, RunRequest request, CancellationToken cancellation) => console.Interactive
            ? await LiveProgress.WatchAsync(request, live => launcher.TrainAsync(request, live, cancellation))
            : await launcher.TrainAsync(
                request, new LineProgress(request.Config, console.Out, TimeProvider.System, request.Origin?.Lineage), cancellation);
}
