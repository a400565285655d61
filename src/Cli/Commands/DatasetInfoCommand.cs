using System.CommandLine;
using AwacAkka.Cli.Datasets;
using AwacAkka.Environments;
using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset info</c>.</summary>
internal static class DatasetInfoCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset info data/halfcheetah-medium.npz",
        "awac dataset info data/halfcheetah-medium.npz --environment HalfCheetah-v4",
    ];

    public static Command Create(CliConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "An .npz file with D4RL's keys." };
        var environment = new Option<string?>("--environment")
        {
            Description = "Also check that the data fit this environment, and show the normalised score.",
            HelpName = "ID",
        };
        var command = new Command("info", "Check a dataset and show what is in it.") { file, environment };
        command.SetAction(parsed => Show(console, parsed.GetRequiredValue(file), parsed.GetValue(environment)));
        return command;
    }

    private static int Show(CliConsole console, string file, string? id)
    {
        if (id is null)
        {
            DatasetReport.Write(console.Out, DatasetFile.Load(file), null);
            return ExitCode.Success;
        }

        using var environment = EnvironmentRegistry.Make(id);
        var dataset = DatasetFile.Load(file, environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension);
        DatasetReport.Write(console.Out, dataset, EnvironmentRegistry.Spec(id).Reference);
        return ExitCode.Success;
    }
}
