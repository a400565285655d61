using AwacAkka.Environments;

namespace AwacAkka.Actors.Configuration;

/// <summary>What an error message says of a misspelt name.</summary>
public static class Spelling
{
    /// <summary>
    /// A clause such as <c>; did you mean 'online.steps'?</c>, or nothing where no candidate is as near as an edit per three letters.
    /// </summary>
    public static string Suggest(string name, IEnumerable<string> candidates) =>
        NearestName.Of(name, candidates, limit: Math.Max(1, name.Length / 3)) is { } nearest ? $"; did you mean '{nearest}'?" : string.Empty;
}
