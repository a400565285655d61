namespace AwacAkka.Environments;

/// <summary>An id that no environment has; the message suggests the closest known one, or lists all.</summary>
public sealed class UnknownEnvironmentException : Exception
{
    /// <summary>Builds the sentence from the wanted id and the known ones.</summary>
    public UnknownEnvironmentException(string id, IReadOnlyList<string> known)
        : base(Sentence(id, Closest(id, known), known))
    {
        Suggestion = Closest(id, known);
    }

    /// <summary>The closest known id; null when none is close.</summary>
    public string? Suggestion { get; }

    private static string Sentence(string id, string? suggestion, IReadOnlyList<string> known) => suggestion is null
        ? $"There is no environment '{id}'; known are {string.Join(", ", known)}."
        : $"There is no environment '{id}': did you mean {suggestion}?";

    /// <summary>The id with the fewest edits away, if those are at most half of the wanted one's letters.</summary>
    private static string? Closest(string id, IReadOnlyList<string> known)
    {
        var best = known.Select(candidate => (Id: candidate, Edits: Edits(id, candidate))).MinBy(pair => pair.Edits);
        return best.Id is not null && best.Edits <= id.Length / 2 ? best.Id : null;
    }

    /// <summary>Levenshtein's distance, whatever the case.</summary>
    private static int Edits(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var current = new int[to.Length + 1];
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + replaced);
            }

            previous = current;
        }

        return previous[^1];
    }
}
