using System.CommandLine;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset import</c>.</summary>
internal static class DatasetImportCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset import halfcheetah_medium-v2.hdf5 --out data/halfcheetah-medium.npz",
        "awac dataset import ~/.minari/datasets/mujoco/halfcheetah/medium-v0 --out data/halfcheetah-medium.npz --clip-actions",
        "awac dataset import torques.npz --environment Pendulum-v1 --out data/pendulum.npz",
        "awac dataset import pen-v0_demos.pickle --environment pen-binary-v0 --recompute-rewards --out data/pen_human.npz",
        "awac dataset import demonstrations.npz --rewards rewards_binary --out data/binary.npz",
        "awac dataset import ~/.minari/datasets/D4RL/pointmaze/umaze-v2 --environment PointMaze_UMaze-v3 --observation-keys "
            + "observations/observation,observations/desired_goal --out data/pointmaze.npz",
    ];

    public static Command Create(CliConsole console)
    {
        var source = new Argument<string>("DATA") { Description = DatasetOptions.Source }.Checked();
        var file = DatasetOptions.Out("The .npz file to make.");
        var log = new LogArguments("The environment that the data must fit, whose action box and time limit then count.");
        var clip = new Option<bool>("--clip-actions")
        {
            Description = "Clip actions to the box of their units, which is [-1, 1] once they are scaled; they are only counted otherwise.",
        };
        var recompute = new Option<bool>("--recompute-rewards") { Description = "Store what --environment pays for each transition instead of the logged rewards." };
        var command = new Command("import", "Turn a D4RL or Minari dataset, or pickled demonstrations, into an .npz file; HDF5 in bounded memory.")
        {
            source, file, clip, recompute,
        };
        log.AddTo(command);
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => Import(
                console, parsed.GetRequiredValue(source), parsed.GetRequiredValue(file),
                log.Read(parsed) with { ClipActions = parsed.GetValue(clip), RecomputeRewards = parsed.GetValue(recompute) }, stop),
            cancellation));
        return command;
    }

    private static int Import(
        CliConsole console, string source, string file, LogOptions options, CancellationToken cancellation)
    {
        using var environment = options.Task is { } task ? EnvironmentRegistry.Spec(task.Id).MakeBare() : null;
        var rewardOf = environment is null ? null : LoggedRewards.Of(environment);
        if (options.RecomputeRewards && rewardOf is null)
        {
            throw new DatasetException(environment is null
                ? "--recompute-rewards needs an --environment"
                : $"the rewards of {environment.Id} cannot be told from observations, so that they cannot be recomputed");
        }

        using var target = DatasetTarget.Claim(file);
        var progress = new DatasetProgress(console.Out, "transitions");
        var summary = DatasetImport.Run(source, target, options, rewardOf, progress.Report, cancellation);
        var findings = summary.Findings;
        console.Out.WriteLine($"wrote        {file}");
        console.Out.WriteLine($"source       {summary.Kind}");
        var dropped = summary.Dropped > 0 ? $" ({Numbers.Count(summary.Dropped)} rows without a successor left out)" : string.Empty;
        console.Out.WriteLine($"transitions  {Numbers.Count(summary.Count)}{dropped}");
        if (options.ObservationKeys is { } keys)
        {
            console.Out.WriteLine($"observation  {string.Join(", ", keys)} side by side");
        }

        if (options.ObservationColumns is { } columns)
        {
            console.Out.WriteLine($"columns      {columns.Text} make the observation");
        }

        console.Out.WriteLine($"units        actions {findings.Actions}");
        if (findings.Actions.Choices is null)
        {
            var treatment = options.ClipActions ? ", clipped" : findings.ActionsOutsideBox > 0 ? ", kept" : string.Empty;
            console.Out.WriteLine($"actions      {Numbers.Count(findings.ActionsOutsideBox)} numbers outside [-1, 1]{treatment}");
        }

        if (options.RecomputeRewards)
        {
            console.Out.WriteLine($"rewards      those of {options.Task!.Id}");
        }

        console.Out.WriteLine($"sha256       {summary.ContentHash}");
        DatasetWarnings.Write(console.Out, findings, options.Task?.Id);
        return ExitCode.Success;
    }
}
