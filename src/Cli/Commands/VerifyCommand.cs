using System.CommandLine;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac verify</c>.</summary>
internal static class VerifyCommand
{
    public static readonly string[] Examples = ["awac verify runs/medium-1"];

    public static Command Create(CliConsole console)
    {
        var run = RunOptions.Run();
        var accept = RunOptions.AcceptOtherCpu();
        var command = new Command("verify", "Train a run again from its journal alone and compare every round's digest.") { run, accept };
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => VerifyAsync(console, parsed.GetRequiredValue(run), parsed.GetValue(accept), stop), cancellation));
        return command;
    }

    /// <summary>Verifies the run in a folder.</summary>
    internal static async Task<int> VerifyAsync(CliConsole console, string path, bool acceptOtherCpu, CancellationToken cancellation)
    {
        var folder = RunFolder.Open(path);
        var recorded = await RecordedRun.ReadAsync(folder, cancellation);
        Prerequisites.CheckBegun(folder, recorded.Config, console);
        recorded.CheckFingerprint(acceptOtherCpu);
        using var verification = await RunVerification.OpenAsync(recorded, acceptOtherDigests: false, cancellation);
        if (recorded.History.Forked is { } forked)
        {
            console.Out.WriteLine(ForkCommand.Lineage(forked));
        }

        foreach (var extension in recorded.History.Extensions)
        {
            console.Out.WriteLine($"the run was extended: {string.Join(", ", extension.Changes)}");
        }

        if (verification.Start is { } start)
        {
            console.Out.WriteLine(
                $"transitions of earlier rounds were pruned: from the checkpoint after {start.Phase.ToString().ToLowerInvariant()} round "
                + $"{start.Round + 1}, whose bytes have the recorded digest {start.Digest}");
        }

        if (verification is { Start: not null, Rounds.Count: 0 })
        {
            console.Out.WriteLine("that is the last round, so none is left to be trained again; a run with replay.keep-history = true keeps all");
        }

        var (done, all) = (0, verification.Rounds.Count);
        var state = verification.Run(
            null,
            round => console.Out.WriteLine(
                $"{++done}/{all}  {round.Phase.ToString().ToLowerInvariant()} round {round.Round + 1}  {round.Digest}"),
            cancellation);
        console.Out.WriteLine($"digest {state.Digest()}");
        return ExitCode.Success;
    }
}
