using System.Text.Json;
using System.Text.Json.Serialization;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;

namespace AwacAkka.Cli.Comparisons;

/// <summary>What a run's policy was judged to be, on episodes that the run has not seen.</summary>
/// <param name="Policy">Which of the run's policies.</param>
/// <param name="Episodes">By how many episodes.</param>
/// <param name="Seed">Their seed.</param>
/// <param name="Digest">The run's digest.</param>
/// <param name="Summary">What they came to.</param>
internal sealed record Judgement(ComparedPolicy Policy, int Episodes, ulong Seed, string Digest, EvaluationSummary Summary)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The judgement in a file; null where there is none, or it is damaged or lacks something, so that it is made again.</summary>
    public static Judgement? Find(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Judgement>(File.ReadAllBytes(file), Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it is what is asked for now.</summary>
    public bool Fits(ComparedPolicy policy, int episodes, ulong seed, string digest) => (Policy, Episodes, Seed, Digest) == (policy, episodes, seed, digest);

    /// <summary>Writes it.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void Write(string file) => ComparisonFolder.Write(file, JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
