using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Cli.Clusters;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Diagnoses;
using AwacAkka.Cli.Reproductions;
using AwacAkka.Cli.Terminal;
using AwacAkka.Environments.Registry;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli;

/// <summary>
/// The program <c>awac</c>. Bad input ends with exit code 2 and one sentence on the error stream, before anything is written.
/// </summary>
public sealed class AwacCommandLine
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["awac"] =
        [
            "awac train --config hocon/pendulum.conf",
            "awac evaluate runs/pendulum-seed1 --episodes 20",
            "awac dataset info data/halfcheetah-medium.npz --environment HalfCheetah-v4",
        ],
        ["train"] = TrainCommand.Examples,
        ["resume"] = ResumeCommand.Examples,
        ["fork"] = ForkCommand.Examples,
        ["verify"] = VerifyCommand.Examples,
        ["replay"] = ReplayCommand.Examples,
        ["evaluate"] = EvaluateCommand.Examples,
        ["export"] = ExportCommand.Examples,
        ["diagnose"] = DiagnoseCommand.Examples,
        ["compare"] = CompareCommand.Examples,
        ["reproduce figure2"] = Figure2Command.Examples,
        ["dataset make"] = DatasetMakeCommand.Examples,
        ["dataset info"] = DatasetInfoCommand.Examples,
        ["dataset import"] = DatasetImportCommand.Examples,
        ["dataset export"] = DatasetExportCommand.Examples,
        ["dataset clone"] = DatasetCloneCommand.Examples,
        ["dataset join"] = DatasetJoinCommand.Examples,
        ["algorithms"] = ["awac algorithms"],
        ["node"] = NodeCommand.Examples,
        ["envs"] = ["awac envs", "awac envs --environment-assembly my/robots.dll"],
    };

    /// <summary>Commands whose output is a display of what a run records; its log tells where it could not be written.</summary>
    private static readonly string[] Trainings = ["train", "resume", "fork", "compare", "figure2", MemberCommand.Name];

    /// <summary>Commands whose output tells of the files that they make.</summary>
    private static readonly string[] Makers = ["replay", "diagnose", "make", "import", "export", "clone", "join", "fetch", "submit"];

    private readonly CliConsole console;
    private readonly RootCommand root;
    private readonly Option<bool> verbose = new("--verbose")
    {
        Description = "Show the details of an error.",
        Recursive = true,
    };

    private readonly Option<string[]> assemblies = new Option<string[]>("--environment-assembly")
    {
        Description = "Load environments of your own from this .NET assembly; may be repeated.",
        HelpName = "DLL",
        Recursive = true,
        DefaultValueFactory = _ => [],
    }.Checked();

    /// <summary>The program with all its commands.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="launchers">Starts runs.</param>
    /// <param name="program">How the program is started once more, for runs in processes of their own; null for the one that is running.</param>
    public AwacCommandLine(CliConsole console, LauncherFactory launchers, WorkerLaunch? program = null)
    {
        this.console = console;
        program ??= WorkerLaunch.OfThisProgram();
        var dataset = new Command("dataset", "Make, inspect and convert datasets.")
        {
            DatasetMakeCommand.Create(console),
            DatasetInfoCommand.Create(console),
            DatasetImportCommand.Create(console),
            DatasetExportCommand.Create(console),
            DatasetCloneCommand.Create(console),
            DatasetJoinCommand.Create(console),
        };
        root = new RootCommand("Offline-to-online reinforcement learning with AWAC, as an actor system.")
        {
            TrainCommand.Create(console, launchers, assemblies),
            ResumeCommand.Create(console, launchers),
            ForkCommand.Create(console, launchers),
            VerifyCommand.Create(console),
            ReplayCommand.Create(console),
            EvaluateCommand.Create(console, launchers),
            ExportCommand.Create(console),
            DiagnoseCommand.Create(console),
            CompareCommand.Create(console, program, assemblies),
            Figure2Command.Create(console, program, assemblies),
            dataset,
            AlgorithmsCommand.Create(console),
            EnvsCommand.Create(console),
            NodeCommand.Create(console),
            ClusterCommand.Create(console),
            WorkerCommand.Create(),
            MemberCommand.Create(console, launchers),
            assemblies,
            verbose,
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, Examples.Concat(ClusterCommand.Examples).ToDictionary());
    }

    /// <summary>Runs one command line and returns its exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation = default)
    {
        var parsed = Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            console.Error.WriteLine($"error: {UserErrors.OnOneLine(Explain(parsed))}");
            return ExitCode.BadInput;
        }

        try
        {
            Array.ForEach(parsed.GetValue(assemblies)!, EnvironmentAssembly.Load);
            var configuration = new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // commands that have something to save listen to signals themselves
            };
            return Complete(parsed.CommandResult.Command, await parsed.InvokeAsync(configuration, cancellation));
        }
        catch (Exception exception)
        {
            // The last frame before the user: whatever it is, it ends as one sentence.
            var (code, sentence) = UserErrors.Explain(exception);
            console.Error.WriteLine($"error: {sentence}");
            if (parsed.GetValue(verbose))
            {
                console.Error.WriteLine(exception);
            }

            return code;
        }
    }

    /// <summary>Takes a command line apart without running it.</summary>
    internal ParseResult Parse(IReadOnlyList<string> arguments) => root.Parse(arguments);

    /// <summary>
    /// The exit code, where the output may not have been written: that is no failure of a command that makes something, and all of one
    /// that shows something.
    /// </summary>
    private int Complete(Command command, int code)
    {
        if (code != ExitCode.Success || console.Out.Refusal is not { } refusal || Trainings.Contains(command.Name))
        {
            return code;
        }

        var isMade = Makers.Contains(command.Name);
        console.Error.WriteLine(isMade ? $"note: {refusal}; what the command makes is complete" : $"error: {refusal}; send it to where there is room");
        return isMade ? ExitCode.Success : ExitCode.BadInput;
    }

    private string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = string.Join(' ', Ancestry(parsed.CommandResult).Reverse());
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return $"{parsed.Errors[0].Message.TrimEnd('.')}; see '{name} --help'";
        }

        // The parser takes an unknown option for the command's argument and then has no place for that option's value or for the argument.
        var option = parsed.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal));
        var unknown = option?.Value ?? parsed.UnmatchedTokens[0];
        string[] known = [.. command.Options.Select(o => o.Name), .. command.Subcommands.Select(c => c.Name), "--help", assemblies.Name, verbose.Name];
        if (known.Contains(unknown) && parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash))
        {
            return $"'{unknown}' stands behind '--', where nothing is an option: leave '--' out; see '{name} --help'";
        }

        var suggestion = Spelling.Suggest(unknown, known);
        return $"'{unknown}' is no argument of {name}{(suggestion.Length > 0 ? suggestion : $"; see '{name} --help'")}";
    }

    private static IEnumerable<string> Ancestry(CommandResult? command)
    {
        for (SymbolResult? symbol = command; symbol is not null; symbol = symbol.Parent)
        {
            if (symbol is CommandResult named)
            {
                yield return named.Command is RootCommand ? "awac" : named.Command.Name;
            }
        }
    }
}
