using System.Text.RegularExpressions;
using AwacAkka.Actors.Configuration;

namespace AwacAkka.Clustering.Storage;

/// <summary>Names of the runs of a cluster: they stand in persistence ids, in actors' paths and on command lines, and mean the same in all of them.</summary>
public static partial class RunName
{
    /// <summary>Checks a name.</summary>
    /// <exception cref="RunConfigException">It is none.</exception>
    public static string Check(string name) => Valid().IsMatch(name)
        ? name
        : throw new RunConfigException(
            $"'{name}' is no name of a run: it may have lower-case letters, digits and hyphens, begins with a letter or a digit, and has 1 to 100 characters");

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Valid();
}
