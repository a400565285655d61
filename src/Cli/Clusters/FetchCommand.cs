using System.CommandLine;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster fetch</c>.</summary>
internal static class FetchCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var name = new Argument<string>("NAME") { Description = "A run." };
        var run = new Option<string?>("--run") { Description = "The new folder; runs/NAME where not given.", HelpName = "DIR" }.Checked();
        var command = new Command("fetch", "Make a run's folder here: configuration, journal, metrics, curve, policy and checkpoints.") { name, run };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            var path = parsed.GetValue(run) ?? Path.Combine("runs", parsed.GetRequiredValue(name));
            var folder = await RunFetch.ToFolderAsync(database, parsed.GetRequiredValue(name), path, cancellation);
            console.Out.WriteLine($"fetched to {folder.FullPath}");
            return ExitCode.Success;
        });
        return command;
    }
}
