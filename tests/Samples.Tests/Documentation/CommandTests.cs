using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Cli;
using AwacAkka.Cli.Terminal;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>Every command line in the pages is one that the program takes.</summary>
public class CommandTests
{
    /// <summary>Folders of the repository that command lines name files of.</summary>
    private static readonly string[] Folders = ["bench", "docs", "hocon", "policies", "samples", "scripts", "src", "tests"];

    static CommandTests() => EnvironmentAssembly.Load(RobotsAssembly.Path);

    [Fact]
    public void Every_command_in_the_pages_is_one_that_the_program_takes()
    {
        CommandLine[] commands = [.. Page.All.SelectMany(CommandLines.Of)];
        Assert.True(commands.Length > 40, $"only {commands.Length} commands were found");
        string[] wrong = [.. commands.SelectMany(command => Problems(command).Select(problem => $"{command.Place}: {command}\n    {problem}"))];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("scripts/awac tarin --config hocon/pendulum.conf", "Unrecognized command")]
    [InlineData("scripts/awac train --config hocon/pendulum.conf --sed 1", "Unrecognized command")]
    [InlineData("scripts/awac train --config hocon/pendulum.conf --set online.stps=1", "unknown configuration key 'online.stps'")]
    [InlineData("scripts/awac resume runs/X --set 'algorithm.lamda=1' # why not", "unknown configuration key 'algorithm.lamda'")]
    [InlineData("AWAC_BLAS=managed scripts/awac train --config hocon/pendulums.conf", "there is no hocon/pendulums.conf")]
    [InlineData("scripts/awac dataset make --environment Pendulum-v2 --policy random --steps 1 --out \"a b.npz\"", "Pendulum-v2")]
    [InlineData("scripts/awac verify runs/X | tail -n 1", null)]
    public void A_command_that_it_does_not_take_is_found(string text, string? problem)
    {
        var problems = Problems(Assert.Single(CommandLines.Of("a test", text))).ToArray();
        if (problem is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.Contains(problem, string.Join('\n', problems), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Problems(CommandLine command)
    {
        var console = new CliConsole(TextWriter.Null, TextWriter.Null, interactive: false);
        foreach (var error in new AwacCommandLine(console, loggers => new RunLauncher(loggers)).Parse(command.Arguments).Errors)
        {
            yield return error.Message;
        }

        foreach (var path in command.Words.Where(word => Folders.Contains(word.Split('/')[0]) && !word.Contains("/bin/", StringComparison.Ordinal)))
        {
            if (!Path.Exists(Repository.In(path)))
            {
                yield return $"there is no {path}";
            }
        }

        foreach (var id in Values(command, "--environment").Except(EnvironmentRegistry.Ids))
        {
            yield return $"there is no environment {id}";
        }

        if (ConfigProblem(command) is { } problem)
        {
            yield return problem;
        }
    }

    /// <summary>What is wrong with the configuration that a command asks for; for a command on a recorded run, with its keys and values.</summary>
    private static string? ConfigProblem(CommandLine command)
    {
        string[] overrides = [.. Values(command, "--set")];
        var scenario = Repository.In(Values(command, "--config").FirstOrDefault("hocon/halfcheetah-medium.conf"));
        if (overrides.Length == 0 || !File.Exists(scenario))
        {
            return null;
        }

        try
        {
            RunConfigLoader.Load(scenario, overrides);
            return null;
        }
        catch (RunConfigException e)
        {
            return e.Message;
        }
    }

    private static IEnumerable<string> Values(CommandLine command, string option) =>
        command.Words.Zip(command.Words.Skip(1)).Where(pair => pair.First == option).Select(pair => pair.Second);
}
