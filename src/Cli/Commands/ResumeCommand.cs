using System.CommandLine;
using AwacAkka.Actors;
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
        var run = new Argument<string>("RUN") { Description = "The folder of a run that stopped, for whatever reason." };
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
        using var hold = folder.Lock();
        var recorded = await RecordedRun.ReadAsync(folder, cancellation);
        if (recorded.Record.Finished is { } finished)
        {
            var request = new RunRequest(recorded.Config, recorded.Started.Seed, null, folder) { DataReturn = recorded.Started.DatasetReturn };
            ResultTable.Write(console.Out, request, new RunResult(finished.Digest, finished.AfterOffline, finished.AfterOnline));
            return ExitCode.Success;
        }

        Prerequisites.Check(recorded.Config);
        return await RunExecution.RunAsync(console, launchers, recorded.ToRequest(acceptOtherCpu), cancellation);
    }
}
