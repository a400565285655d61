using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Environments;

namespace AwacAkka.Cli.Progress;

/// <summary>What a run came to: a table, where its records are, and the digest as the last line.</summary>
internal static class ResultTable
{
    private const int FirstWidth = 16;
    private const int Width = 12;

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, RunConfig config, Finished finished, RunFolder folder)
    {
        var reference = EnvironmentRegistry.Spec(config.Environment.Id).Reference;
        (string Name, double? Return)[] rows =
            [("data", finished.DatasetReturn), ("after offline", finished.OfflineReturn), ("after online", finished.OnlineReturn)];
        var known = rows.Where(r => r.Return is not null).Select(r => (r.Name, Return: r.Return!.Value)).ToArray();
        string Score(double value) => reference is null ? "-" : Numbers.Score(reference.NormalisedScore(value));
        output.WriteLine();
        output.WriteLine($"{"",-FirstWidth}{"mean return",Width}{"score",Width}");
        foreach (var (name, value) in known)
        {
            output.WriteLine($"{name,-FirstWidth}{Numbers.Return(value),Width}{Score(value),Width}");
        }

        output.WriteLine($"run folder {folder.Path}");
        output.WriteLine($"digest {finished.Digest}");
    }
}
