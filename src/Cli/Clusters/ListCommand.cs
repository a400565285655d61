using System.CommandLine;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var command = new Command("list", "List the cluster's runs: name, state, seed, and the digest of those that have finished.");
        command.SetAction(async (parsed, cancellation) =>
        {
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            var runs = await new RunCatalogue(database).ListAsync(cancellation);
            var width = runs.Count == 0 ? 0 : runs.Max(run => run.Name.Length);
            foreach (var run in runs)
            {
                console.Out.WriteLine($"{run.Name.PadRight(width)}  {StateOf(run),-8}  seed {run.Seed}  {run.Outcome}".TrimEnd());
            }

            if (runs.Count == 0)
            {
                console.Out.WriteLine("no runs; awac cluster submit adds some");
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>A run's state in one word.</summary>
    public static string StateOf(CataloguedRun run) => (run.Seen, run.Wanted) switch
    {
        (SeenState.Queued, WantedState.Stopped) => "stopped",
        (SeenState.Running, WantedState.Stopped) => "stopping",
        var (seen, _) => seen.ToString().ToLowerInvariant(),
    };
}
