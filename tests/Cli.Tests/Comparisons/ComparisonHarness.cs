using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Runs;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Tests.Comparisons;

/// <summary>Comparisons of the smallest size, whose runs may be programs that do not do their work.</summary>
public abstract class ComparisonHarness : CommandLineHarness
{
    /// <summary>One run.</summary>
    private protected const string One =
        """
        name = one
        seeds = 1
        intervals = false
        entries = [sac]
        config = tiny.conf
        evaluation.episodes = 2
        """;

    /// <summary>Two entries of one run each.</summary>
    private protected const string Two =
        """
        name = two
        seeds = 1
        intervals = false
        entries = [sac, awac]
        config = tiny.conf
        entry.awac.set = ["algorithm.name=awac"]
        evaluation.episodes = 2
        """;

    /// <summary>A process that says that all went well, and does nothing, as one does that was stopped early.</summary>
    private protected static WorkerLaunch Stopped { get; } = new("true", []);

    /// <summary>This program, but runs of one entry fail.</summary>
    private protected static WorkerLaunch FailsIn(string entry) => new(
        "sh",
        [
            "-c", $"case \"$*\" in */runs/{entry}/*) echo 'error: it is tired'; exit 1;; esac; exec dotnet \"$0\" \"$@\"",
            Path.Combine(AppContext.BaseDirectory, "awac.dll"),
        ]);

    /// <summary>Compares in the folder <c>out</c>.</summary>
    private protected Task<Outcome> CompareAsync(string text) =>
        RunAsync("compare", "--config", Write("comparison.conf", text), "--out", In("out"));

    /// <summary>The same with runs that are another program.</summary>
    private protected Task<Outcome> CompareAsync(string text, WorkerLaunch program) => CompareFileAsync(Write("comparison.conf", text), program);

    /// <summary>The same with a file of its own.</summary>
    private protected async Task<Outcome> CompareFileAsync(string file, WorkerLaunch program)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new AwacCommandLine(new CliConsole(output, error, interactive: false), loggers => new RunLauncher(loggers), program)
            .RunAsync(["compare", "--config", file, "--out", In("out")], TestContext.Current.CancellationToken);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    /// <summary>What there is to do, as the command finds it.</summary>
    private protected ComparisonPlan Plan(string text) => ComparisonPlan.Of(
        ComparisonConfigLoader.Load(Write("comparison.conf", text)), [], new CliConsole(TextWriter.Null, TextWriter.Null, interactive: false));
}
