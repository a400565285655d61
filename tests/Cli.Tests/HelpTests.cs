using System.CommandLine;
using System.Runtime.CompilerServices;
using AwacAkka.Actors.Runs;
using AwacAkka.Cli.Terminal;
using AwacAkka.Tests.Shared.Approval;

namespace AwacAkka.Cli.Tests;

/// <summary>What each command says of itself, found by walking through the commands.</summary>
public sealed class HelpTests : CommandLineHarness
{
    private static readonly Command Root =
        new AwacCommandLine(new CliConsole(TextWriter.Null, TextWriter.Null, interactive: false), loggers => new RunLauncher(loggers))
            .Parse([]).RootCommandResult.Command;

    /// <summary>The words of each command that is shown to users, <c>awac</c> itself among them.</summary>
    private static IEnumerable<(Command Command, string[] Words)> Commands => Under(Root, []);

    [Fact]
    public async Task The_help_of_every_command_is_the_approved_one()
    {
        var texts = new Dictionary<string, string>();
        foreach (var (_, words) in Commands)
        {
            texts[string.Join(' ', ["awac", .. words])] = await HelpAsync(words);
        }

        Approved.Hold(Path.Combine(ThisFolder(), "Approved"), texts);
    }

    [Fact]
    public async Task The_help_of_every_command_that_does_something_shows_examples_of_it()
    {
        foreach (var (command, words) in Commands.Where(found => found.Command.Action is not null || found.Command == Root))
        {
            var examples = (await HelpAsync(words)).Split("Examples:\n");
            Assert.True(examples.Length == 2, $"the help of '{string.Join(' ', ["awac", .. words])}' has no examples");
            Assert.StartsWith(string.Join(' ', ["  awac", .. words]), examples[1], StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(Command Command, string[] Words)> Under(Command command, string[] words) =>
        command.Subcommands.Where(child => !child.Hidden).SelectMany(child => Under(child, [.. words, child.Name])).Prepend((command, words));

    private static async Task<string> HelpAsync(string[] words)
    {
        var outcome = await RunAsync([.. words, "--help"]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.Out.Replace(RootCommand.ExecutableName, "awac", StringComparison.Ordinal);
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
