using AwacAkka.Actors.Runs;
using AwacAkka.Cli;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary><c>awac cluster ...</c>, in this process.</summary>
/// <param name="config">A node's configuration, which names the database.</param>
internal sealed class ClusterCommands(string config)
{
    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it prints.</returns>
    public Task<string> RunAsync(params string[] arguments) => AwacAsync(["cluster", .. arguments, "--cluster", config]);

    /// <summary>Runs a command that must be refused with exit code 2 and one sentence.</summary>
    /// <returns>The sentence.</returns>
    public async Task<string> RefusedAsync(params string[] arguments)
    {
        var (output, sentence) = await AwacRefusedAsync(["cluster", .. arguments, "--cluster", config]);
        Assert.Empty(output);
        return sentence;
    }

    /// <summary>Starts a node that must be refused likewise; it may have begun its log.</summary>
    /// <returns>The sentence.</returns>
    public static async Task<string> NodeRefusedAsync(params string[] arguments) => (await AwacRefusedAsync(["node", .. arguments])).Sentence;

    private static async Task<(string Out, string Sentence)> AwacRefusedAsync(string[] arguments)
    {
        var (code, output, error) = await StartAsync(arguments);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        return (output, error);
    }

    /// <summary>Runs any command of the program that must succeed.</summary>
    /// <returns>What it prints.</returns>
    public static async Task<string> AwacAsync(params string[] arguments)
    {
        var (code, output, error) = await StartAsync(arguments);
        Assert.True(code == ExitCode.Success, $"awac {string.Join(' ', arguments)} ended with {code}: {error}");
        return output;
    }

    private static async Task<(int Code, string Out, string Error)> StartAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new AwacCommandLine(new CliConsole(output, error, interactive: false), loggers => new RunLauncher(loggers))
            .RunAsync(arguments, TestContext.Current.CancellationToken);
        return (code, output.ToString().Trim(), error.ToString().Trim());
    }
}
