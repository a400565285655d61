using System.Text.RegularExpressions;
using Akka.Configuration.Hocon;

namespace AwacAkka.Actors.Configuration;

/// <summary>
/// Finds values that are made of themselves, such as <c>a = ${b}</c> and <c>b = ${a}</c>: Akka's parser follows them until the stack ends, and with it
/// the process.
/// </summary>
internal static partial class SubstitutionCycle
{
    private const char Marker = '\u0001';

    /// <summary>The path of a value that is made of itself; null where there is none.</summary>
    /// <param name="hocon">A text whose syntax has no problem. What it includes is left out: no substitution is left in that.</param>
    public static string? Find(string hocon)
    {
        var marked = HoconSyntax.ReplaceSubstitutions(hocon, path => $"\"{Marker}{path}{Marker}\"");
        if (marked == hocon)
        {
            return null;
        }

        var uses = new List<(string Path, string Target)>();
        Collect(Parser.Parse(marked, _ => Parser.Parse(string.Empty, null)).Value, string.Empty, uses);
        return uses.FirstOrDefault(use => Reaches(use, use, uses, [])).Path;
    }

    /// <summary>Whether resolving one substitution leads to resolving another.</summary>
    private static bool Reaches(
        (string Path, string Target) from, (string Path, string Target) to, List<(string Path, string Target)> uses, HashSet<(string, string)> seen)
    {
        foreach (var next in uses.Where(use => Overlap(from.Target, use.Path)))
        {
            if (next == to || (seen.Add(next) && Reaches(next, to, uses, seen)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of two paths is the other or leads to it.</summary>
    private static bool Overlap(string a, string b) => $"{a}.".StartsWith($"{b}.", StringComparison.Ordinal) || $"{b}.".StartsWith($"{a}.", StringComparison.Ordinal);

    private static void Collect(HoconValue value, string path, List<(string Path, string Target)> uses)
    {
        foreach (var element in value.Values)
        {
            switch (element)
            {
                case HoconObject section:
                    foreach (var (name, inner) in section.Items)
                    {
                        Collect(inner, path.Length == 0 ? name : $"{path}.{name}", uses);
                    }

                    break;
                case HoconArray array:
                    array.ForEach(item => Collect(item, path, uses));
                    break;
                case HoconLiteral literal:
                    uses.AddRange(Marked().Matches(literal.Value ?? string.Empty).Select(match => (path, match.Groups[1].Value)));
                    break;
                default:
                    break;
            }
        }
    }

    [GeneratedRegex("\u0001([^\u0001]*)\u0001", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();
}
