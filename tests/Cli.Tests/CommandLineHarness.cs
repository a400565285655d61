using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Runs;
using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Cli.Tests;

/// <summary>Runs command lines in this process, in a folder of their own.</summary>
public abstract class CommandLineHarness : IDisposable
{
    /// <summary>A tenth of a second of training on the environment without native physics.</summary>
    protected const string TinyPendulum =
        """
        include "reference.conf"
        environment.id = Pendulum-v1
        algorithm { name = sac, policy-hidden = [8], critic-hidden = [8], online-batch-size = 16, offline-batch-size = 16 }
        offline { updates = 0, updates-per-round = 20, evaluate-every = 20 }
        online { steps = 200, steps-per-round = 100, updates-per-step = 0.2, random-steps = 100 }
        evaluation { episodes = 2, every-rounds = 1 }
        """;

    /// <summary>The program itself, where a command starts it once more: this process is not it.</summary>
    private static WorkerLaunch Program { get; } = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "awac.dll")]);

    protected string Folder { get; } = Directory.CreateTempSubdirectory("awac-cli").FullName;

    protected sealed record Outcome(int Code, string Out, string Error)
    {
        public string LastLine => Out.TrimEnd().Split('\n')[^1];
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static async Task<Outcome> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return new Outcome(await RunAsync(new CliConsole(output, error, interactive: false), arguments), output.ToString(), error.ToString());
    }

    protected static Task<int> RunAsync(CliConsole console, params string[] arguments) =>
        new AwacCommandLine(console, loggers => new RunLauncher(loggers), Program).RunAsync(arguments, TestContext.Current.CancellationToken);

    /// <summary>Bad input: exit code 2, one sentence on the error stream, nothing on the other, no file more than before.</summary>
    protected async Task RefuseAsync(string expected, params string[] arguments)
    {
        var before = Files();
        var outcome = await RunAsync(arguments);
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.StartsWith("error: ", outcome.Error);
        Assert.Contains(expected, outcome.Error);
        Assert.DoesNotContain('\n', outcome.Error.TrimEnd('\n'));
        Assert.DoesNotContain("   at ", outcome.Error);
        Assert.Empty(outcome.Out);
        Assert.Equal(before, Files());
    }

    protected string In(string name) => Path.Combine(Folder, name);

    protected string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    /// <summary>A dataset file of 300 transitions that fits Pendulum-v1, changed where a test wants it wrong.</summary>
    protected string WriteDataset(Func<TransitionChunk, TransitionChunk>? change = null, int observationDimension = 3)
    {
        var chunk = TransitionChunk.Allocate(300, observationDimension, 1);
        for (var i = 0; i < chunk.Count; i++)
        {
            chunk.Observations.AsSpan(i * observationDimension, observationDimension).Fill(MathF.Sin(i));
            chunk.NextObservations.AsSpan(i * observationDimension, observationDimension).Fill(MathF.Sin(i + 1));
            chunk.Actions[i] = MathF.Cos(i);
            chunk.Rewards[i] = -1;
            chunk.Timeouts[i] = i % 100 == 99;
        }

        var path = In("data.npz");
        DatasetFile.Save(path, new OfflineDataset((change ?? (c => c))(chunk), []));
        return path;
    }

    private string[] Files() => [.. Directory.GetFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
