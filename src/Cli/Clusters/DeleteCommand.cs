using System.CommandLine;
using AwacAkka.Actors.Configuration;
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
            var catalogue = new RunCatalogue(database);
            var run = await catalogue.GetAsync(parsed.GetRequiredValue(name), cancellation);
            if (run.Seen == SeenState.Running || run is { Seen: SeenState.Queued, Wanted: WantedState.Running })
            {
                throw new RunConfigException($"the run '{run.Name}' is {ListCommand.StateOf(run)}; stop it first with: awac cluster stop {run.Name}");
            }

            await catalogue.DeleteAsync(run.Name, cancellation);
            console.Out.WriteLine($"deleted {run.Name}");
            return ExitCode.Success;
        });
        return command;
    }
}
