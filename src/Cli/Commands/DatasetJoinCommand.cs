using System.CommandLine;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac dataset join</c>.</summary>
internal static class DatasetJoinCommand
{
    public static readonly string[] Examples =
    [
        "awac dataset join data/hopper-medium.npz data/hopper-expert.npz --out data/hopper-medium-expert.npz",
    ];

    public static Command Create(CliConsole console)
    {
        var sources = new Argument<string[]>("DATA")
        {
            Description = DatasetOptions.Source,
            Arity = new ArgumentArity(1, 1_000),
        }.Checked();
        sources.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1)
            {
                result.AddError($"only '{result.Tokens[0].Value}' is named, but two datasets or more are joined: name another behind it");
            }
        });
        var file = DatasetOptions.Out("The .npz file to make.");
        var log = new LogArguments("The environment that the data must fit, whose action box and time limit then count.");
        var command = new Command("join", "Put datasets one after the other: a medium-expert set.") { sources, file };
        log.AddTo(command);
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => Join(
                console, parsed.GetRequiredValue(sources), parsed.GetRequiredValue(file),
                log.Read(parsed), stop),
            cancellation));
        return command;
    }

    private static int Join(CliConsole console, string[] sources, string file, LogOptions options, CancellationToken cancellation)
    {
        using var environment = options.Task is { } task ? EnvironmentRegistry.Spec(task.Id).MakeBare() : null;
        var rewardOf = environment is null ? null : LoggedRewards.Of(environment);
        using var target = DatasetTarget.Claim(file);
        var parts = new List<OfflineDataset>();
        var told = new List<(string Source, LogFindings Findings)>();
        foreach (var source in sources)
        {
            cancellation.ThrowIfCancellationRequested();
            var (part, findings) = DatasetFile.Read(source, options, rewardOf, cancellation);
            parts.Add(part);
            told.Add((source, findings));
        }

        var joined = OfflineDataset.Join(parts);
        cancellation.ThrowIfCancellationRequested();
        DatasetFile.Save(target, joined);
        console.Out.WriteLine($"wrote        {file}");
        console.Out.WriteLine($"transitions  {Numbers.Count(joined.Count)} = {string.Join(" + ", parts.Select(p => Numbers.Count(p.Count)))}");
        console.Out.WriteLine($"sha256       {joined.ContentHash()}");
        foreach (var (source, findings) in told)
        {
            console.Out.WriteLine($"units        actions of {source} {findings.Actions}");
            DatasetWarnings.Write(console.Out, findings, options.Task?.Id, source);
        }

        return ExitCode.Success;
    }
}
