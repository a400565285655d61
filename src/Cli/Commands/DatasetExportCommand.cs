using System.CommandLine;
using System.Text.RegularExpressions;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Minari;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

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
        var log = new LogArguments("The environment in whose units actions are written; in [-1, 1] where not given.");
        var command = new Command("export", "Write a dataset in another program's format.") { source, folder, format, id };
        log.AddTo(command);
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => Export(
                console, parsed.GetRequiredValue(source), parsed.GetRequiredValue(folder), parsed.GetRequiredValue(format),
                parsed.GetValue(id), log.Read(parsed), stop),
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
        var (dataset, findings) = DatasetFile.Read(source, options, null, cancellation);
        var progress = new DatasetProgress(console.Out, "transitions");
        var summary = findings.Actions.Choices is { } choices
            ? MinariFile.SaveChoices(target, dataset, name, choices, progress.Report, cancellation)
            : MinariFile.Save(target, dataset, name, options.Task?.Box, progress.Report, cancellation);
        console.Out.WriteLine($"wrote        {folder}");
        console.Out.WriteLine($"id           {name}");
        console.Out.WriteLine($"transitions  {Numbers.Count(dataset.Count)}");
        console.Out.WriteLine($"episodes     {Numbers.Count(summary.Episodes)}");
        console.Out.WriteLine($"units        actions {findings.Actions}");
        console.Out.WriteLine($"written      {Units(options.Task, dataset)}");
        DatasetWarnings.Write(console.Out, findings, options.Task?.Id);
        if (summary.Cuts > 0)
        {
            console.Out.WriteLine(
                $"warning: {Numbers.Count(summary.Cuts)} episodes were cut in two where a row's successor is not the next row's observation, "
                + "which Minari cannot express; read again, the first part of each is timed out");
        }

        return ExitCode.Success;
    }

    private static string Units(LoggedTask? task, OfflineDataset dataset) => (task?.Box, dataset.UnitActions) switch
    {
        _ when task?.Choices is { } choices => $"actions as indices of {choices} choices",
        ({ } box, _) => $"actions in {box}, the units of {task!.Id}",
        (_, true) => "actions in [-1, 1]; --environment ID writes them in its units",
        _ => "actions as they are, with no bounds in action_space, since their units are not known",
    };

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
