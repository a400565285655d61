using System.CommandLine;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster stop</c>.</summary>
internal static class StopCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var names = new Argument<string[]>("NAME") { Description = "Runs.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("stop", "Have runs do nothing until they are resumed; nothing of them is lost.") { names };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            var catalogue = new RunCatalogue(database);
            var all = parsed.GetRequiredValue(names);
            foreach (var name in all)
            {
                await catalogue.GetAsync(name, cancellation); // none is stopped where a name is wrong
            }

            foreach (var name in all)
            {
                await catalogue.WantAsync(name, WantedState.Stopped, cancellation);
                console.Out.WriteLine($"{name} is to stop; go on with: awac cluster resume {name}");
            }

            return ExitCode.Success;
        });
        return command;
    }
}
