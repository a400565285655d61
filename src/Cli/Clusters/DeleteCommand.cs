using System.CommandLine;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster delete</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var name = new Argument<string>("NAME") { Description = "A run that does not go on." };
        var command = new Command("delete", "Remove a run with its journal and checkpoints, and its dataset where no other run has it.") { name };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            await new RunCatalogue(database).DeleteAsync(parsed.GetRequiredValue(name), cancellation);
            console.Out.WriteLine($"deleted {parsed.GetRequiredValue(name)}");
            return ExitCode.Success;
        });
        return command;
    }
}
