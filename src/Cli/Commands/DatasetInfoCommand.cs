using System.CommandLine;
using AwacAkka.Cli.Datasets;
using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset info</c>.</summary>
internal static class DatasetInfoCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset info data/halfcheetah-medium.npz",
        "awac dataset info halfcheetah_medium-v2.hdf5 --environment HalfCheetah-v4 --histogram returns.svg",
    ];

    public static Command Create(CliConsole console)
    {
        var file = new Argument<string>("DATA") { Description = DatasetOptions.Source }.Checked();
        var environment = new Option<string?>("--environment")
        {
            Description = "Also check that the data fit this environment and were paid its rewards, and show the normalised score.",
            HelpName = "ID",
        };
        var histogram = new Option<string?>("--histogram") { Description = "Also draw the returns as an SVG picture.", HelpName = "FILE" }.Checked();
        var rewards = DatasetOptions.Rewards();
        var command = new Command("info", "Check a dataset and show what is in it.") { file, environment, histogram, rewards };
        command.SetAction((parsed, cancellation) => DatasetOptions.StoppableAsync(
            stop => Show(
                console, parsed.GetRequiredValue(file), parsed.GetValue(environment), parsed.GetValue(histogram),
                new LogOptions { RewardsKey = parsed.GetRequiredValue(rewards) }, stop),
            cancellation));
        return command;
    }

    private static int Show(
        CliConsole console, string file, string? id, string? histogram, LogOptions options, CancellationToken cancellation)
    {
        using var picture = histogram is null ? null : DatasetTarget.ClaimPicture(histogram); // before the survey, which may take minutes
        var transitions = DatasetInspection.Show(console, file, id, options, cancellation);
        if (picture is not null)
        {
            HistogramPicture.Save(
                picture,
                $"Returns of {Path.GetFileName(file)}",
                DatasetReport.Histogram(transitions.Episodes)
                    ?? throw new DatasetException($"there is nothing to draw: no episode of '{file}' is finished"));
            console.Out.WriteLine($"{"wrote",-12} {histogram}");
        }

        return ExitCode.Success;
    }
}
