using AwacAkka.Actors;
using AwacAkka.Environments;

namespace AwacAkka.Cli.Progress;

/// <summary>What a run came to: a table, where its records are, and the digest as the last line.</summary>
internal static class ResultTable
{
    private const int FirstWidth = 16;
    private const int Width = 12;

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, RunRequest request, RunResult result)
    {
        var reference = EnvironmentRegistry.Spec(request.Config.Environment.Id).Reference;
        (string Name, double? Return)[] rows =
        [
            ("data", request.DataReturn),
            ("after offline", result.AfterOffline?.MeanReturn),
            ("after online", result.AfterOnline?.MeanReturn),
        ];
        string Score(double value) => reference is null ? "-" : Numbers.Score(reference.NormalisedScore(value));
        output.WriteLine();
        output.WriteLine($"{"",-FirstWidth}{"mean return",Width}{"score",Width}");
        foreach (var (name, value) in rows.Where(r => r.Return is not null).Select(r => (r.Name, r.Return!.Value)))
        {
            output.WriteLine($"{name,-FirstWidth}{Numbers.Return(value),Width}{Score(value),Width}");
        }

        output.WriteLine($"run folder {request.Folder.FullPath}");
        output.WriteLine($"digest {result.Digest}");
    }
}
