using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Logs;
using AwacAkka.Policies;
using AwacAkka.Policies.Onnx;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac export</c>.</summary>
internal static class ExportCommand
{
    public static readonly string[] Examples =
    [
        "awac export runs/medium-1 --out policy.onnx",
        "awac export runs/medium-1 --best --out best.onnx",
    ];

    public static Command Create(CliConsole console)
    {
        var run = RunOptions.Run();
        var output = DatasetOptions.Out("The ONNX file to make.");
        var best = RunOptions.Best();
        var command = new Command("export", "Write a run's latest or best policy as an ONNX model.") { run, output, best };
        command.SetAction(parsed => Export(console, parsed.GetRequiredValue(run), parsed.GetRequiredValue(output), parsed.GetValue(best)));
        return command;
    }

    private static int Export(CliConsole console, string run, string output, bool best)
    {
        var folder = RunFolder.Open(run);
        var id = folder.ReadConfig().Environment.Id;
        var model = Model(folder.ReadPolicy(best), EnvironmentLogs.Options(id));
        using var target = DatasetTarget.Claim(output);
        target.WriteFile(stream => stream.Write(model));
        console.Out.WriteLine($"wrote        {output}");
        return ExitCode.Success;
    }

    private static byte[] Model(PolicySnapshot policy, LogOptions environment)
    {
        try
        {
            var (id, box) = (environment.Task!.Id, environment.Task.Box);
            return OnnxPolicy.Write(policy, id, environment.ObservationDimension!.Value, box?.Low ?? [], box?.High ?? []);
        }
        catch (InvalidDataException e)
        {
            throw new RunConfigException($"the run's policy cannot be exported: {e.Message}", e);
        }
    }
}
