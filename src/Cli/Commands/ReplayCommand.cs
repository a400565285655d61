using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;

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
        var run = RunOptions.Run();
        var round = NumberOption.Positive("--round", "The round, as numbered in metrics.csv.", required: true);
        var phase = new Option<string>("--phase")
        {
            Description = "Phase of that round.",
            DefaultValueFactory = _ => "online",
        };
        phase.OnlyFrom("offline", "online");
        var output = new Option<string>("--out") { Description = "Folder for the training state, the policy and the replay buffer.", HelpName = "DIR", Required = true }.Checked();
        var accept = RunOptions.AcceptOtherCpu();
        var command = new Command("replay", "Rebuild the learner as it was after a round, from the journal alone.") { run, round, phase, output, accept };
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => ReplayAsync(
                console,
                parsed.GetRequiredValue(run),
                (parsed.GetValue(phase) == "offline" ? RunPhase.Offline : RunPhase.Online, parsed.GetValue(round)!.Value - 1),
                parsed.GetRequiredValue(output),
                parsed.GetValue(accept),
                stop),
            cancellation));
        return command;
    }

    private static async Task<int> ReplayAsync(
        CliConsole console, string path, (RunPhase Phase, int Round) wanted, string output, bool acceptOtherCpu, CancellationToken cancellation)
    {
        var folder = RunFolder.Open(path);
        var recorded = await RecordedRun.ReadAsync(folder, cancellation);
        Prerequisites.CheckBegun(folder, recorded.Config, console);
        recorded.CheckFingerprint(acceptOtherCpu);
        using var verification = await RunVerification.OpenAsync(recorded, acceptOtherCpu, cancellation);
        verification.Find(wanted);
        if (RunFolder.IsRun(output))
        {
            throw new RunConfigException($"'{output}' is the folder of a run, whose files are its records alone; name another with --out");
        }

        var name = Path.Combine(output, $"{wanted.Phase.ToString().ToLowerInvariant()}-{wanted.Round + 1:000000}");
        using var weights = DatasetTarget.Claim(name + ".safetensors"); // before minutes of training: a place that cannot be written to
        using var policy = DatasetTarget.Claim(name + "-policy.safetensors");
        using var rows = DatasetTarget.Claim(name + ".npz");
        var state = verification.Run(wanted, _ => { }, cancellation);
        weights.WriteFile(stream => stream.Write(state.ToSafetensors()));
        policy.WriteFile(stream => stream.Write(TrainedPolicy.Judged(recorded.Config.AlgorithmIn(wanted.Phase), state).ToSafetensors()));
        DatasetFile.Save(rows, OfflineDataset.Of(verification.ReplayRows(), EnvironmentLogs.Options(recorded.Config.Environment.Id).Task!.Choices));
        console.Out.WriteLine(name + ".safetensors");
        console.Out.WriteLine(name + "-policy.safetensors");
        console.Out.WriteLine(name + ".npz");
        console.Out.WriteLine($"digest {state.Digest()}");
        return ExitCode.Success;
    }
}
