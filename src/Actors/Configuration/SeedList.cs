using System.Globalization;

namespace AwacAkka.Actors.Configuration;

/// <summary>Seeds as people write them.</summary>
public static class SeedList
{
    /// <summary>Most seeds of one list.</summary>
    public const int Most = 10_000;

    /// <summary>Reads a list such as <c>7</c>, <c>1..10</c> or <c>1..3,7</c>.</summary>
    /// <returns>Null where the text names none, one twice, or too many.</returns>
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
