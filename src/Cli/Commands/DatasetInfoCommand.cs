using System.CommandLine;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;

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
        var log = new LogArguments("Also check that the data fit this environment and were paid its rewards, and show the normalised score.");
        var histogram = new Option<string?>("--histogram") { Description = "Also draw the returns as an SVG picture.", HelpName = "FILE" }.Checked();
        var command = new Command("info", "Check a dataset and show what is in it.") { file, histogram };
        log.AddTo(command);
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => Show(
                console, parsed.GetRequiredValue(file), parsed.GetValue(histogram),
                log.Read(parsed), stop),
            cancellation));
        return command;
    }

    private static int Show(
        CliConsole console, string file, string? histogram, LogOptions options, CancellationToken cancellation)
    {
        using var picture = histogram is null ? null : DatasetTarget.ClaimPicture(histogram, "--histogram"); // before the survey, which may take minutes
        var transitions = DatasetInspection.Show(console, file, options, cancellation);
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
