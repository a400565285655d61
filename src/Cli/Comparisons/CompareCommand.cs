using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
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
        var path = output ?? Path.Combine("runs", $"compare-{config.Name}");
        var folder = new ComparisonFolder(path);
        folder.CheckUsable(config.Name);
        var plan = ComparisonPlan.Of(config, assemblies, console);
        folder.CheckBegun(plan);
        using var told = new StringWriter();
        plan = plan.WithData(folder.IsBegun, told, cancellation);
        folder.CheckBegun(plan); // once more, with what is known of the data

        // From here on the input is good and things are written, by the one process that has the folder.
        using var signals = new StopSignals(cancellation);
        using var hold = folder.Take(config.Name, config.Text);
        console.Out.Write(told);
        if (await new ComparisonJob(plan, folder, program, console).RunAsync(signals.Token, cancellation) is not { } finished)
        {
            var place = output is null ? string.Empty : $" --out {ShellWord.Of(path)}";
            console.Out.WriteLine($"stopped; go on with: scripts/awac compare --config {ShellWord.Of(file)}{place}");
            return ExitCode.Success;
        }

        finished.ThrowIfFailed();
        return ExitCode.Success;
    }
}
