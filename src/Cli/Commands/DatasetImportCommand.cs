using System.CommandLine;
using AwacAkka.Cli.Datasets;
using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset import</c>.</summary>
internal static class DatasetImportCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset import halfcheetah_medium-v2.hdf5 --out data/halfcheetah-medium.npz",
        "awac dataset import ~/.minari/datasets/mujoco/halfcheetah/medium-v0 --out data/halfcheetah-medium.npz --clip-actions",
        "awac dataset import demonstrations.npz --rewards rewards_binary --out data/binary.npz",
    ];

    public static Command Create(CliConsole console)
    {
        var source = new Argument<string>("DATA") { Description = DatasetOptions.Source }.Checked();
        var file = DatasetOptions.Out("The .npz file to make.");
        var rewards = DatasetOptions.Rewards();
        var clip = new Option<bool>("--clip-actions") { Description = "Clip actions to [-1, 1]; they are only counted otherwise." };
        var command = new Command("import", "Turn a D4RL or Minari dataset into an .npz file, in bounded memory.")
        {
            source, file, rewards, clip,
        };
        command.SetAction((parsed, cancellation) => DatasetOptions.StoppableAsync(
            stop => Import(
                console, parsed.GetRequiredValue(source), parsed.GetRequiredValue(file),
                new LogOptions { RewardsKey = parsed.GetRequiredValue(rewards) }, parsed.GetValue(clip), stop),
            cancellation));
        return command;
    }

    private static int Import(
        CliConsole console, string source, string file, LogOptions options, bool clip, CancellationToken cancellation)
    {
        using var target = DatasetTarget.Claim(file);
        var progress = new DatasetProgress(console.Out, "transitions");
        var summary = DatasetImport.Run(source, target, options, clip, progress.Report, cancellation);
        console.Out.WriteLine($"wrote        {file}");
        console.Out.WriteLine($"source       {summary.Kind}");
        var dropped = summary.Dropped > 0 ? $" ({Numbers.Count(summary.Dropped)} rows without a successor left out)" : string.Empty;
        console.Out.WriteLine($"transitions  {Numbers.Count(summary.Count)}{dropped}");
        var treatment = clip ? ", clipped" : summary.ActionsOutsideBox > 0 ? ", kept; --clip-actions clips them" : string.Empty;
        console.Out.WriteLine($"actions      {Numbers.Count(summary.ActionsOutsideBox)} numbers outside [-1, 1]{treatment}");
        console.Out.WriteLine($"sha256       {summary.ContentHash}");
        return ExitCode.Success;
    }
}
