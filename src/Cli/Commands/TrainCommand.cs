using System.CommandLine;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Learning.Training;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac train</c>.</summary>
internal static class TrainCommand
{
    public static readonly string[] Examples =
    [
        "awac train --config hocon/halfcheetah-medium.conf --seed 1 --run runs/medium-1",
        "awac train --config hocon/pendulum.conf --set online.steps=5000",
        "awac train --config hocon/halfcheetah-medium.conf --set rollouts.workers=4 --set rounds.pipeline-depth=1",
        "awac train --config my/robot.conf --environment-assembly my/robots.dll",
    ];

    public static Command Create(CliConsole console, LauncherFactory launchers, Option<string[]> assemblies)
    {
        var config = new Option<string>("--config")
        {
            Description = "The scenario, a HOCON file; hocon/reference.conf explains every key.",
            HelpName = "FILE",
            Required = true,
        }.Checked();
        var set = RunOptions.Set("Override one key of the scenario; may be repeated.");
        var seed = NumberOption.Seed("Seed of every random draw; the same configuration, data and seed give the same weights.");
        var run = new Option<string?>("--run")
        {
            Description = "Folder for the run's records, new or empty; runs/SCENARIO-seedN where not given.",
            HelpName = "DIR",
        }.Checked();
        var command = new Command("train", "Train a policy offline on data, then online.") { config, set, seed, run };
        command.SetAction((parsed, cancellation) =>
        {
            var order = new Order(
                parsed.GetRequiredValue(config), parsed.GetRequiredValue(set), parsed.GetValue(seed), parsed.GetValue(run),
                parsed.GetValue(assemblies)!);
            return TrainAsync(console, launchers, order, cancellation);
        });
        return command;
    }

    private static async Task<int> TrainAsync(
        CliConsole console, LauncherFactory launchers, Order order, CancellationToken cancellation)
    {
        var scenario = Path.GetFileNameWithoutExtension(order.File);
        var config = RunConfigLoader.Load(order.File, order.Overrides, order.Assemblies);
        if (order.Run is { } named)
        {
            RunFolder.CheckNew(named);
        }

        Prerequisites.Check(config, console);
        (config, var data) = TrainingData.Load(config, cancellation);

        // From here on the input is good and things are written, by the one process that has the folder.
        using var signals = new StopSignals(cancellation);
        using var claim = order.Run is { } path
            ? RunClaim.Take(path)
            : RunClaim.TakeFirstFree(Path.Combine("runs", $"{scenario}-seed{order.Seed}"));
        var folder = claim.Record(config, order.Seed, data?.Dataset.ContentHash());
        if (config.Algorithm.NormaliseObservations && data is null)
        {
            console.Out.WriteLine(
                "note: algorithm.normalise-observations is true, but without data there is no mean and deviation to take; observations are trained on as they are");
        }

        if (config.AlgorithmIn(RunPhase.Online) is ValueConfig { OfflineShare: { } share and > 0 } && data is null)
        {
            console.Out.WriteLine(
                $"note: algorithm.offline-share is {share}, but there is no data: batches are drawn from what is collected alone; set dataset.path");
        }

        if (data is not null)
        {
            TrainingData.Tell(console.Out, config, data); // once signals are heard and the folder is this run's
        }

        var request = new RunRequest(config, order.Seed, data?.Dataset, folder);
        return await RunExecution.RunAsync(console, launchers, folder, _ => Task.FromResult<RunRequest?>(request), signals);
    }

    private sealed record Order(string File, string[] Overrides, ulong Seed, string? Run, string[] Assemblies);
}
