using System.CommandLine;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster log</c>.</summary>
internal static class LogCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var name = new Argument<string>("NAME") { Description = "A run." };
        var command = new Command("log", "Show what a run's journal holds, a line an event.") { name };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            foreach (var sentence in await ClusteredRun.ReadLogAsync(database, parsed.GetRequiredValue(name), cancellation))
            {
                console.Out.WriteLine(sentence);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
