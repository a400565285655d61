using System.CommandLine;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Progress;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac resume</c>.</summary>
internal static class ResumeCommand
{
    public static readonly string[] Examples =
    [
        "awac resume runs/medium-1",
        "awac resume runs/medium-1 --set online.steps=400000",
        "awac resume runs/medium-1 --set rollouts.workers=4 --set learner.threads=1",
    ];

    public static Command Create(CliConsole console, LauncherFactory launchers)
    {
        var run = RunOptions.Run("The folder of a run that stopped, for whatever reason.");
        var set = RunOptions.Set("Change a key for the rest of the run: its length, or what results do not depend on; may be repeated.");
        var accept = RunOptions.AcceptOtherCpu();
        var command = new Command("resume", "Go on with a run, to the same weights as if it had never stopped, or had been so long from the start.")
        {
            run, set, accept,
        };
        command.SetAction((parsed, cancellation) => ResumeAsync(
            console, launchers, parsed.GetRequiredValue(run), parsed.GetRequiredValue(set), parsed.GetValue(accept), cancellation));
        return command;
    }

    private static async Task<int> ResumeAsync(
        CliConsole console, LauncherFactory launchers, string path, string[] overrides, bool acceptOtherCpu, CancellationToken cancellation)
    {
        var folder = RunFolder.Open(path);
        using var signals = new StopSignals(cancellation);
        using var hold = folder.Lock();
        return await RunExecution.RunAsync(
            console, launchers, folder, stop => RequestAsync(console, folder, overrides, acceptOtherCpu, stop), signals);
    }

    /// <summary>What is left to do of the run; null where it has finished, which shows its result once more.</summary>
    internal static async Task<RunRequest?> RequestAsync(
        CliConsole console, RunFolder folder, string[] overrides, bool acceptOtherCpu, CancellationToken stop)
    {
        if (await RecordedRun.FindAsync(folder, stop) is not { } begun)
        {
            Prerequisites.CheckBegun(folder, folder.ReadConfig(), console);
            return RunRequestReader.Read(folder, overrides);
        }

        var recorded = overrides.Length > 0 ? begun.Extend(overrides) : begun;
        foreach (var sentence in new LostPolicies(recorded).WriteBack())
        {
            console.Out.WriteLine(sentence);
        }

        if (recorded is { IsComplete: true, History.Finished: { } finished })
        {
            if (recorded.Changes is { } unused)
            {
                console.Error.WriteLine($"note: the run has finished and is not made longer, so {string.Join(", ", unused)} is of no use and not recorded");
            }

            var request = new RunRequest(recorded.Config, recorded.Started.Seed, null, folder)
            {
                DataReturn = recorded.Started.DatasetReturn,
                Origin = recorded.Origin,
            };
            RewriteReports(request, recorded.History);
            ResultTable.Write(console.Out, request, new RunResult(finished.Digest, finished.AfterOffline, finished.AfterOnline));
            return null;
        }

        Prerequisites.CheckBegun(folder, recorded.Config, console);
        return recorded.ToRequest(acceptOtherCpu);
    }

    /// <summary>A run that was killed when its end had just been recorded may lack the last of its reports.</summary>
    private static void RewriteReports(RunRequest request, RunHistory history)
    {
        var reports = new RunReports(request);
        reports.Restore(history.Trained, history.EvaluationsOf(new RunPlan(request.Config, history.Forked)));
        reports.DrawCurve();
    }
}
