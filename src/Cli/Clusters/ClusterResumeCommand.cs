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
            var catalogue = new RunCatalogue(database);
            var run = await ClusteredRun.ReadAsync(database, parsed.GetRequiredValue(name), cancellation);
            if (parsed.GetRequiredValue(set) is { Length: > 0 } overrides)
            {
                var config = run.Extend(overrides);
                await catalogue.ConfigureAsync(run.Catalogued.Name, config, cancellation);
                run = run with { Config = config };
            }

            if (run.IsComplete)
            {
                console.Out.WriteLine($"{run.Catalogued.Name} has finished: {run.History.Finished!.Digest}");
                return ExitCode.Success;
            }

            if (run.Catalogued.Seen != SeenState.Running)
            {
                await catalogue.NoteAsync(run.Catalogued.Name, SeenState.Queued, null, cancellation);
            }

            await catalogue.WantAsync(run.Catalogued.Name, WantedState.Running, cancellation);
            console.Out.WriteLine($"{run.Catalogued.Name} is to go on");
            return ExitCode.Success;
        });
        return command;
    }
}
