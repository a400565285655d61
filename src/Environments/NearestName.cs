namespace AwacAkka.Environments;

/// <summary>Finds what a misspelt name was meant to be.</summary>
public static class NearestName
{
    /// <summary>The candidate that the fewest edits lead to; of several the first in ordinal order.</summary>
    /// <param name="name">The name as it was spelt.</param>
    /// <param name="candidates">The names that there are.</param>
    /// <param name="limit">How many edits are at most a slip.</param>
    /// <returns>Null where none is so near.</returns>
    public static string? Of(string name, IEnumerable<string> candidates, int limit)
    {
        var best = candidates
            .Select(candidate => (Name: candidate, Edits: Edits(name, candidate)))
            .OrderBy(c => c.Edits)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .FirstOrDefault((Name: null!, Edits: int.MaxValue));
        return best.Edits <= limit ? best.Name : null;
    }

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other, whatever the case
    /// (Damerau and Levenshtein's distance in its restricted form: no place is edited twice).
    /// </summary>
    public static int Edits(string from, string to)
    {
        var distance = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            distance[i, 0] = i;
        }

        for (var j = 0; j <= to.Length; j++)
        {
            distance[0, j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = Same(from[i - 1], to[j - 1]) ? 0 : 1;
                var edits = Math.Min(Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1, distance[i - 1, j - 1] + replaced);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    edits = Math.Min(edits, distance[i - 2, j - 2] + 1);
                }

                distance[i, j] = edits;
            }
        }

        return distance[from.Length, to.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
