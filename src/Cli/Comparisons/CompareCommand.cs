using System.CommandLine;
using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Comparisons;

/// <summary><c>awac compare</c>.</summary>
internal static class CompareCommand
{
    public static readonly string[] Examples =
    [
        "awac compare --config hocon/compare/pendulum.conf",
        "awac compare --config hocon/compare/pen-binary.conf --out runs/pen-table",
    ];

    public static Command Create(CliConsole console, WorkerLaunch program, Option<string[]> assemblies)
    {
        var config = new Option<string>("--config")
        {
            Description = "What is compared, a HOCON file; docs/compare.md explains every key.",
            HelpName = "FILE",
            Required = true,
        }.Checked();
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the runs and the results, new or of this comparison; runs/compare-NAME where not given.",
            HelpName = "DIR",
        }.Checked();
        var command = new Command("compare", "Train algorithms with several seeds each, and tell how sure the difference is; goes on where it was stopped.")
        {
            config, output,
        };
        command.SetAction((parsed, cancellation) => CompareAsync(
            console, program, parsed.GetRequiredValue(config), parsed.GetValue(output), parsed.GetValue(assemblies)!, cancellation));
        return command;
    }

    private static async Task<int> CompareAsync(
        CliConsole console, WorkerLaunch program, string file, string? output, string[] assemblies, CancellationToken cancellation)
    {
        var config = ComparisonConfigLoader.Load(file);
        var text = await File.ReadAllBytesAsync(file, cancellation);
        var path = output ?? Path.Combine("runs", $"compare-{config.Name}");
        var folder = new ComparisonFolder(path);
        folder.CheckUsable();
        var plan = ComparisonPlan.Of(config, assemblies, console);
        folder.CheckBegun(plan);
        using var told = new StringWriter();
        plan = plan.WithData(folder.IsBegun, told, cancellation);
        folder.CheckBegun(plan); // once more, with what is known of the data

        // From here on the input is good and things are written, by the one process that has the folder.
        using var signals = new StopSignals(cancellation);
        using var hold = folder.Take(text);
        console.Out.Write(told);
        var failures = await new MemberPool(plan, folder, program, console.Out).RunAsync(signals.Token);
        if (signals.Token.IsCancellationRequested)
        {
            var place = output is null ? string.Empty : $" --out {ShellWord.Of(path)}";
            console.Out.WriteLine($"stopped; go on with: scripts/awac compare --config {ShellWord.Of(file)}{place}");
            return ExitCode.Success;
        }

        var whole = plan.Without([.. failures.Keys.Select(member => member.Label)]);
        if (whole.Config.Entries.Count > 0)
        {
            await ReportAsync(console, whole, folder, cancellation);
        }

        if (failures.Count > 0)
        {
            var (member, reason) = failures.OrderBy(failure => failure.Key.Path, StringComparer.Ordinal).First();
            throw new RunFailedException(
                $"{failures.Count} of {plan.Members.Count} runs failed, {member.Name} because {reason} ('{folder.Output(member)}'), so their entries are left out; "
                + "start the comparison again, which keeps what is finished");
        }

        return ExitCode.Success;
    }

    private static async Task ReportAsync(CliConsole console, ComparisonPlan plan, ComparisonFolder folder, CancellationToken cancellation)
    {
        var outcomes = new List<ComparisonOutcome>();
        foreach (var member in plan.Members.OrderBy(member => member.Task, InTheirOrder(plan.Config.Tasks.Select(task => task.Name)))
            .ThenBy(member => member.Label, InTheirOrder(plan.Config.Entries.Select(entry => entry.Label))))
        {
            outcomes.Add(await ComparisonOutcome.ReadAsync(folder, member, cancellation));
        }

        var summary = ComparisonSummary.Of(plan, outcomes);
        ComparisonFolder.Write(folder.Results, ResultFiles.Csv(plan, outcomes));
        ComparisonFolder.Write(folder.Summary, ResultFiles.Summary(plan, summary));
        ComparisonFolder.Write(folder.Picture, Encoding.UTF8.GetBytes(ComparisonPicture.Draw(plan, summary, outcomes)));
        ComparisonFolder.Write(folder.Table, Encoding.UTF8.GetBytes(ComparisonTable.ForMarkdown(plan, summary, Path.GetFileName(folder.Picture))));
        console.Out.WriteLine();
        console.Out.WriteLine(ComparisonTable.Explanation(plan));
        console.Out.Write(ComparisonTable.ForTerminal(plan, summary));
        console.Out.WriteLine($"results {folder.FullPath}");
    }

    private static Comparer<string> InTheirOrder(IEnumerable<string> names)
    {
        var places = names.Select((name, place) => (name, place)).ToDictionary(named => named.name, named => named.place);
        return Comparer<string>.Create((x, y) => places[x].CompareTo(places[y]));
    }
}
