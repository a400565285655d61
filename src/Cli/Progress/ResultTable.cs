using AwacAkka.Actors;
using AwacAkka.Cli.Terminal;
using AwacAkka.Environments.Registry;

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
        (string Name, double? Return, double? Success)[] rows =
        [
            ("data", request.DataReturn, null),
            ("after offline", result.AfterOffline?.MeanReturn, result.AfterOffline?.SuccessRate),
            ("after online", result.AfterOnline?.MeanReturn, result.AfterOnline?.SuccessRate),
        ];
        var knowsSuccess = rows.Any(r => r.Success is not null);
        string Score(double value) => reference is null ? "-" : Numbers.Score(reference.NormalisedScore(value));
        string Success(double? share) => knowsSuccess ? $"{(share is { } rate ? Numbers.Share(rate) : "-"),Width}" : string.Empty;
        output.WriteLine();
        output.WriteLine($"{"",-FirstWidth}{"mean return",Width}{"score",Width}{(knowsSuccess ? $"{"success",Width}" : string.Empty)}");
        foreach (var (name, value, success) in rows.Where(r => r.Return is not null))
        {
            output.WriteLine($"{name,-FirstWidth}{Numbers.Return(value!.Value),Width}{Score(value.Value),Width}{Success(success)}");
        }

        output.WriteLine($"run folder {request.Folder.FullPath}");
        output.WriteLine($"digest {result.Digest}");
    }
}
