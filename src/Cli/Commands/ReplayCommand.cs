using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac replay</c>.</summary>
internal static class ReplayCommand
{
    public static readonly string[] Examples =
    [
        "awac replay runs/medium-1 --round 37 --out dip",
        "awac replay runs/medium-1 --phase offline --round 5 --out dip",
    ];

    public static Command Create(CliConsole console)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run." };
        var round = NumberOption.Positive("--round", "The round, as numbered in metrics.csv.", required: true);
        var phase = new Option<string>("--phase")
        {
            Description = "Phase of that round.",
            DefaultValueFactory = _ => "online",
        };
        phase.AcceptOnlyFromAmong("offline", "online");
        var output = new Option<string>("--out") { Description = "Folder for the training state.", HelpName = "DIR", Required = true };
        var accept = RunOptions.AcceptOtherCpu();
        var command = new Command("replay", "Rebuild the learner as it was after a round, from the journal alone.") { run, round, phase, output, accept };
        command.SetAction((parsed, cancellation) => ReplayAsync(
            console,
            parsed.GetRequiredValue(run),
            (parsed.GetValue(phase) == "offline" ? RunPhase.Offline : RunPhase.Online, parsed.GetValue(round)!.Value - 1),
            parsed.GetRequiredValue(output),
            parsed.GetValue(accept),
            cancellation));
        return command;
    }

    private static async Task<int> ReplayAsync(
        CliConsole console, string path, (RunPhase Phase, int Round) wanted, string output, bool acceptOtherCpu, CancellationToken cancellation)
    {
        var recorded = await RecordedRun.ReadAsync(RunFolder.Open(path), cancellation);
        recorded.CheckFingerprint(acceptOtherCpu);
        Prerequisites.Check(recorded.Config);
        using var verification = await RunVerification.OpenAsync(recorded, acceptOtherCpu, cancellation);
        var state = verification.Run(wanted, _ => { }, cancellation);
        var file = Path.Combine(output, $"{wanted.Phase.ToString().ToLowerInvariant()}-{wanted.Round + 1:000000}.safetensors");
        try
        {
            Directory.CreateDirectory(output);
            await File.WriteAllBytesAsync(file, state.ToSafetensors(), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigException($"'{file}' cannot be written: {e.Message}", e);
        }

        console.Out.WriteLine(file);
        console.Out.WriteLine($"digest {state.Digest()}");
        return ExitCode.Success;
    }
}
