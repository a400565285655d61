using System.CommandLine;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster resume</c>.</summary>
internal static class ClusterResumeCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var name = new Argument<string>("NAME") { Description = "A run that was stopped, has failed, or is to be longer." };
        var set = RunOptions.Set("Change a key for the rest of the run: its length, or what results do not depend on; may be repeated.");
        var command = new Command("resume", "Have a run go on, to the same weights as if it had never stopped, or had been so long from the start.") { name, set };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            var run = await ClusteredRun.ReadAsync(database, parsed.GetRequiredValue(name), cancellation);
            var config = parsed.GetRequiredValue(set) is { Length: > 0 } overrides ? run.Extend(overrides) : null;
            if ((run with { Config = config ?? run.Config }).IsComplete)
            {
                console.Out.WriteLine($"{run.Catalogued.Name} has finished: {run.History.Finished!.Digest}");
                return ExitCode.Success;
            }

            await new RunCatalogue(database).ResumeAsync(run.Catalogued.Identity, config, cancellation);
            console.Out.WriteLine($"{run.Catalogued.Name} is to go on");
            return ExitCode.Success;
        });
        return command;
    }
}
