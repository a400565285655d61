using System.CommandLine;
using System.Globalization;

namespace AwacAkka.Cli.Clusters;

/// <summary>Seeds of several runs: <c>7</c>, <c>1..10</c>, or a list of both such as <c>1..3,7</c>.</summary>
internal static class SeedRange
{
    /// <summary>Most runs of one command.</summary>
    private const int Most = 10_000;

    /// <summary>The option <c>--seed</c>.</summary>
    public static Option<ulong[]> Option() => new("--seed")
    {
        Description = "Seeds, a run for each: 7, 1..10, or 1..3,7.",
        HelpName = "SEEDS",
        DefaultValueFactory = _ => [1],
        CustomParser = result =>
        {
            var seeds = Parse(result.Tokens[0].Value);
            if (seeds is null)
            {
                result.AddError($"--seed is '{result.Tokens[0].Value}', expected whole numbers such as 7, 1..10 or 1..3,7, at most {Most} and each once");
            }

            return seeds ?? [];
        },
    };

    /// <summary>The seeds; null where the text names none, one twice, or too many.</summary>
    public static ulong[]? Parse(string text)
    {
        var seeds = new List<ulong>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split("..");
            if (ends.Length > 2 || !Number(ends[0], out var first) || !Number(ends[^1], out var last) || last < first || last - first >= Most)
            {
                return null;
            }

            for (var seed = first; ; seed++)
            {
                seeds.Add(seed);
                if (seed == last)
                {
                    break;
                }
            }
        }

        return seeds.Count <= Most && seeds.Distinct().Count() == seeds.Count ? [.. seeds] : null;
    }

    private static bool Number(string text, out ulong number) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
