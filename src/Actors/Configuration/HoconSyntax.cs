using System.Text.RegularExpressions;

namespace AwacAkka.Actors.Configuration;

/// <summary>
/// Finds what Akka's parser of HOCON cannot be asked: it takes the text's end for a bracket's, so that half a file, such as one that an editor was
/// killed over, would pass for a whole one; and it never comes back from a substitution that is not a plain <c>${path}</c>, nor from a list with a
/// character that begins no value. A bracket that closes nothing ends a text for it, and a quote that nothing closes goes as far as the text does: what
/// stands behind either would be lost without a word.
/// </summary>
internal static partial class HoconSyntax
{
    private const string TripleQuote = "\"\"\"";
    private const string SubstitutionStart = "${";
    private const string NotInLists = ":=+`^?!@*&\\{}";

    /// <summary>What is wrong, in a clause; null where nothing is.</summary>
    public static string? Problem(string hocon)
    {
        if (hocon.Contains('\0'))
        {
            return "it is no text in UTF-8, as it has a NUL";
        }

        var open = new Stack<char>();
        var behindSubstitution = 0;
        foreach (var i in OutsideTexts(hocon).Where(i => i >= behindSubstitution))
        {
            switch (hocon[i])
            {
                case '"':
                    return $"a text in quotes is not closed (line {LineOf(hocon, i)})";
                case '$':
                    if (SubstitutionAt(hocon, i) is not { } length)
                    {
                        return $"'{Excerpt(hocon, i)}' is no substitution of the form ${{path}}";
                    }

                    behindSubstitution = i + length;
                    break;
                case var c when NotInLists.Contains(c, StringComparison.Ordinal) && open.TryPeek(out var list) && list == '[':
                    return $"'{c}' stands in a list: put texts with such characters in quotes";
                case '{' or '[':
                    open.Push(hocon[i]);
                    break;
                case '}' or ']':
                    if (!open.TryPop(out var opened) || opened != (hocon[i] == '}' ? '{' : '['))
                    {
                        return $"a '{hocon[i]}' closes nothing (line {LineOf(hocon, i)})";
                    }

                    break;
                default:
                    break;
            }
        }

        return open.TryPeek(out var bracket) ? $"a '{bracket}' is not closed" : null;
    }

    /// <summary>The text with each substitution replaced.</summary>
    /// <param name="hocon">A text without problems.</param>
    /// <param name="replacement">What stands for a substitution of a path.</param>
    public static string ReplaceSubstitutions(string hocon, Func<string, string> replacement)
    {
        var starts = OutsideTexts(hocon).Where(i => hocon.AsSpan(i).StartsWith(SubstitutionStart)).ToHashSet();
        return Substitution().Replace(hocon, match => starts.Contains(match.Index) ? replacement(match.Groups[1].Value) : match.Value);
    }

    /// <summary>Where what is neither in a text nor in a comment stands, among it a quote that no other closes.</summary>
    private static IEnumerable<int> OutsideTexts(string hocon)
    {
        for (var i = 0; i < hocon.Length; i++)
        {
            switch (hocon[i])
            {
                case '"':
                    var end = EndOfString(hocon, i);
                    if (end == hocon.Length)
                    {
                        yield return i;
                    }

                    i = end;
                    break;
                case '#':
                case '/' when hocon.AsSpan(i).StartsWith("//"):
                    i = OrEnd(hocon, hocon.IndexOf('\n', i));
                    break;
                default:
                    yield return i;
                    break;
            }
        }
    }

    /// <summary>Where a string that begins at <paramref name="start"/> has its last quote; the text's length where it has none.</summary>
    private static int EndOfString(string hocon, int start)
    {
        if (string.CompareOrdinal(hocon, start, TripleQuote, 0, TripleQuote.Length) == 0)
        {
            var end = hocon.IndexOf(TripleQuote, start + TripleQuote.Length, StringComparison.Ordinal);
            return end < 0 ? hocon.Length : end + TripleQuote.Length - 1;
        }

        for (var i = start + 1; i < hocon.Length; i++)
        {
            if (hocon[i] == '"')
            {
                return i;
            }

            i += hocon[i] == '\\' ? 1 : 0;
        }

        return hocon.Length;
    }

    /// <summary>Length of the substitution that begins there; null where none does.</summary>
    private static int? SubstitutionAt(string text, int start) =>
        Substitution().Match(text, start) is { Success: true } match && match.Index == start ? match.Length : null;

    private static int OrEnd(string text, int index) => index < 0 ? text.Length : index;

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private static string Excerpt(string text, int start) => text[start..Math.Min(text.Length, start + 60)].Split('\n', '}')[0];

    [GeneratedRegex(@"\$\{([A-Za-z0-9_.-]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Substitution();
}
