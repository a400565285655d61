using System.CommandLine;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster submit</c>.</summary>
internal static class SubmitCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var config = new Option<string>("--config")
        {
            Description = "The scenario, a HOCON file; hocon/reference.conf explains every key.",
            HelpName = "FILE",
            Required = true,
        }.Checked();
        var set = RunOptions.Set("Override one key of the scenario; may be repeated.");
        var seeds = SeedRange.Option();
        var name = new Option<string>("--name")
        {
            Description = "Name of the run; with several seeds NAME-seedN: lower-case letters, digits and hyphens.",
            HelpName = "NAME",
            Required = true,
        };
        var command = new Command("submit", "Have the cluster train a scenario, once for each seed.") { config, set, seeds, name };
        command.SetAction(async (parsed, cancellation) =>
        {
            var scenario = RunConfigLoader.Load(parsed.GetRequiredValue(config), parsed.GetRequiredValue(set));
            Prerequisites.Check(scenario, console);
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), cancellation); // before a dataset is read that may be large
            (scenario, var data) = TrainingData.Load(scenario, cancellation);
            if (data is not null)
            {
                TrainingData.Tell(console.Out, scenario, data);
            }

            var runs = Runs(parsed.GetRequiredValue(name), parsed.GetRequiredValue(seeds), seed => new RunSpec(scenario, seed, data?.Dataset));
            await new RunCatalogue(database).AddAsync(runs, cancellation);
            foreach (var run in runs)
            {
                console.Out.WriteLine($"submitted {run.Name}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static SubmittedRun[] Runs(string name, ulong[] seeds, Func<ulong, RunSpec> spec) => seeds is [var only]
        ? [new SubmittedRun(name, spec(only))]
        : [.. seeds.Select(seed => new SubmittedRun($"{name}-seed{seed}", spec(seed)))];
}
