using System.CommandLine;
using System.Text.RegularExpressions;
using AwacAkka.Cli.Datasets;
using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset export</c>.</summary>
internal static partial class DatasetExportCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset export data/medium.npz --format minari --out ~/.minari/datasets/halfcheetah/medium-v0 --id halfcheetah/medium-v0",
    ];

    private const string Minari = "minari";

    public static Command Create(CliConsole console)
    {
        var source = new Argument<string>("DATA") { Description = DatasetOptions.Source }.Checked();
        var folder = DatasetOptions.Out("The folder to make.", "DIR");
        var format = new Option<string>("--format")
        {
            Description = $"The format to write: {Minari}, for Minari 0.5 and later.",
            HelpName = Minari,
            DefaultValueFactory = _ => Minari,
        };
        var id = new Option<string?>("--id")
        {
            Description = "Minari's id of the dataset, such as halfcheetah/medium-v0; made of the folder's name where not given.",
            HelpName = "ID",
        };
        var rewards = DatasetOptions.Rewards();
        var command = new Command("export", "Write a dataset in another program's format.") { source, folder, format, id, rewards };
        command.SetAction((parsed, cancellation) => DatasetOptions.StoppableAsync(
            stop => Export(
                console, parsed.GetRequiredValue(source), parsed.GetRequiredValue(folder), parsed.GetRequiredValue(format),
                parsed.GetValue(id), new LogOptions { RewardsKey = parsed.GetRequiredValue(rewards) }, stop),
            cancellation));
        return command;
    }

    private static int Export(
        CliConsole console, string source, string folder, string format, string? id, LogOptions options, CancellationToken cancellation)
    {
        if (format != Minari)
        {
            throw new DatasetException($"--format is '{format}', expected {Minari}");
        }

        var name = id ?? DefaultId(folder);
        if (!IdPattern().IsMatch(name))
        {
            throw new DatasetException($"'{name}' is no id of Minari's; name one such as halfcheetah/medium-v0 with --id");
        }

        using var target = DatasetTarget.Claim(folder);
        var dataset = DatasetFile.Load(source, options);
        var progress = new DatasetProgress(console.Out, "transitions");
        var summary = MinariFile.Save(target, dataset, name, progress.Report, cancellation);
        console.Out.WriteLine($"wrote        {folder}");
        console.Out.WriteLine($"id           {name}");
        console.Out.WriteLine($"transitions  {Numbers.Count(dataset.Count)}");
        console.Out.WriteLine($"episodes     {Numbers.Count(summary.Episodes)}");
        if (summary.Cuts > 0)
        {
            console.Out.WriteLine(
                $"warning: {Numbers.Count(summary.Cuts)} episodes were cut in two where a row's successor is not the next row's observation, "
                + "which Minari cannot express; read again, the first part of each is timed out");
        }

        return ExitCode.Success;
    }

    private static string DefaultId(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return VersionPattern().IsMatch(name) ? name : $"{name}-v0";
    }

    [GeneratedRegex(@"^([\w-]+/)*[\w:.-]*\w-v\d+$")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"-v\d+$")]
    private static partial Regex VersionPattern();
}
