using System.CommandLine;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;
using AwacAkka.Cli.Progress;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac resume</c>.</summary>
internal static class ResumeCommand
{
    public static readonly string[] Examples = ["awac resume runs/medium-1"];

    public static Command Create(CliConsole console, LauncherFactory launchers)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run that stopped, for whatever reason." }.Checked();
        var accept = RunOptions.AcceptOtherCpu();
        var command = new Command("resume", "Go on with a run, to the same weights as if it had never stopped.") { run, accept };
        command.SetAction((parsed, cancellation) => ResumeAsync(
            console, launchers, parsed.GetRequiredValue(run), parsed.GetValue(accept), cancellation));
        return command;
    }

    private static async Task<int> ResumeAsync(
        CliConsole console, LauncherFactory launchers, string path, bool acceptOtherCpu, CancellationToken cancellation)
    {
        var folder = RunFolder.Open(path);
        using var signals = new StopSignals(cancellation);
        using var hold = folder.Lock();
        return await RunExecution.RunAsync(
            console, launchers, folder, stop => RequestAsync(console, folder, acceptOtherCpu, stop), signals);
    }

    /// <summary>What is left to do of the run; null where it has finished, which shows its result once more.</summary>
    private static async Task<RunRequest?> RequestAsync(CliConsole console, RunFolder folder, bool acceptOtherCpu, CancellationToken stop)
    {
        if (await RecordedRun.FindAsync(folder, stop) is not { } recorded)
        {
            Prerequisites.Check(folder.ReadConfig(), console);
            return UnbegunRun.ToRequest(folder);
        }

        foreach (var sentence in new LostPolicies(recorded).WriteBack())
        {
            console.Out.WriteLine(sentence);
        }

        if (recorded.Record.Finished is { } finished)
        {
            var request = new RunRequest(recorded.Config, recorded.Started.Seed, null, folder) { DataReturn = recorded.Started.DatasetReturn };
            RewriteReports(request, recorded.Record);
            ResultTable.Write(console.Out, request, new RunResult(finished.Digest, finished.AfterOffline, finished.AfterOnline));
            return null;
        }

        Prerequisites.Check(recorded.Config, console);
        return recorded.ToRequest(acceptOtherCpu);
    }

    /// <summary>A run that was killed when its end had just been recorded may lack the last of its reports.</summary>
    private static void RewriteReports(RunRequest request, RunRecord record)
    {
        var reports = new RunReports(request);
        reports.Restore(record.Trained, record.Evaluations);
        reports.DrawCurve();
    }
}
