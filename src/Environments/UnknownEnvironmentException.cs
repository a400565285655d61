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

    /// <summary>The nearest id, half of the letters being right: a version such as <c>-v4</c> is often left out.</summary>
    private static string? Closest(string id, IReadOnlyList<string> known) => NearestName.Of(id, known, limit: id.Length / 2);
}
